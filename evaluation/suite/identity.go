package suite

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// identity stands for all that the answers hang on but the recordings: another one means other answers.
func (s *Suite) identity(program string, settings config.Config, model *bundle.Bundle) (string, error) {
	settings.Log = config.Log{}
	settings.Reasoning.Bundle = ""
	text, err := json.Marshal(struct {
		Program string
		Suite   []byte
		Config  config.Config
		Model   bundle.Description
	}{program, s.text, settings, model.Description})
	if err != nil {
		return "", fmt.Errorf("identify suite %s: %w", s.path, err)
	}
	return hash(text), nil
}

// bagIdentity stands for a recording: the sizes and times of its files, also behind links.
func bagIdentity(path string) string {
	var files []string
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		about, err := os.Stat(name)
		if err == nil {
			files = append(files, fmt.Sprint(name, about.Size(), about.ModTime().UnixNano()))
		}
		return err
	})
	if err != nil {
		files = append(files, err.Error())
	}
	return hash([]byte(fmt.Sprint(files)))
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
