package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// MaximumDescriptionBytes is the largest bundle.json that is read.
const MaximumDescriptionBytes = 1 << 20

// Parse reads bundle.json: strict JSON in which every key is known, present and once, and every value in its range.
func Parse(data []byte) (Description, error) {
	if len(data) > MaximumDescriptionBytes {
		return Description{}, fmt.Errorf("bundle.json has %d bytes, over the limit of %d", len(data), MaximumDescriptionBytes)
	}
	if err := checkSchema(data); err != nil {
		return Description{}, err
	}
	if err := checkKeys(data); err != nil {
		return Description{}, fmt.Errorf("bundle.json: %w", err)
	}
	var description Description
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&description); err != nil {
		return Description{}, fmt.Errorf("bundle.json: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Description{}, errors.New("bundle.json: something follows the description; remove it")
	}
	if err := description.validate(); err != nil {
		return Description{}, fmt.Errorf("bundle.json: %w", err)
	}
	return description, nil
}

// checkSchema comes first, so that a bundle of a later version is called that and not damaged.
func checkSchema(data []byte) error {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("bundle.json is not the JSON of a bundle: %w", err)
	}
	switch head.Schema {
	case latestVersion:
		return nil
	case "thinker3d.bundle/1", "thinker3d.bundle/2", "thinker3d.bundle/3":
		return fmt.Errorf("bundle.json: schema is %q, an earlier one, and this engine knows %q; convert the checkpoint again with python -m model.checkpoint", head.Schema, latestVersion)
	default:
		return fmt.Errorf("bundle.json: schema is %q, and this engine knows %q; use the engine that the bundle was made for, or make the bundle anew", head.Schema, latestVersion)
	}
}
