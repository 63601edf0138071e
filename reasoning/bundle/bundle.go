package bundle

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const (
	descriptionName = "bundle.json"
	tokenizerName   = "tokenizer.json"
)

// Bundle is a verified bundle folder.
type Bundle struct {
	Description Description
	folder      string
}

// Open reads bundle.json in the folder and verifies the size and sha256 of every file; each file is read once.
func Open(folder string) (*Bundle, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("open bundle (reasoning.bundle names its folder): %w", err)
	}
	defer func() { _ = root.Close() }()
	description, err := readDescription(root)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", folder, err)
	}
	if err := verify(root, description.Files); err != nil {
		return nil, fmt.Errorf("bundle %s: %w", folder, err)
	}
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", folder, err)
	}
	return &Bundle{Description: description, folder: absolute}, nil
}

// Folder is the absolute path of the bundle.
func (b *Bundle) Folder() string { return b.folder }

// Path is the absolute path of a listed file.
func (b *Bundle) Path(file string) string { return filepath.Join(b.folder, filepath.FromSlash(file)) }

// Tokenizer is the absolute path of tokenizer.json.
func (b *Bundle) Tokenizer() string { return b.Path(tokenizerName) }

// ID is the bundle's name and version.
func (b *Bundle) ID() string { return b.Description.Name + "/" + b.Description.Version }

func readDescription(root *os.Root) (Description, error) {
	file, err := root.Open(descriptionName)
	if err != nil {
		return Description{}, fmt.Errorf("it has no readable %s: %w", descriptionName, err)
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, MaximumDescriptionBytes+1))
	if err != nil {
		return Description{}, errors.Join(fmt.Errorf("read %s", descriptionName), err)
	}
	return Parse(data)
}
