package bag

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	metadataName = "metadata.yaml"
	// maximumMetadata is far above what rosbag2 writes for thousands of topics.
	maximumMetadata = 16 << 20
	maximumFiles    = 100_000
)

// location is where a bag's files are, in order.
type location struct {
	files []string
	// messagesPacked says that the messages are compressed one by one.
	messagesPacked bool
}

// metadata is what we need of rosbag2's metadata.yaml.
type metadata struct {
	Information *struct {
		Files []string `yaml:"relative_file_paths"`
		Mode  string   `yaml:"compression_mode"`
	} `yaml:"rosbag2_bagfile_information"`
}

// locate finds the files of the bag at path.
func locate(path string) (location, error) {
	about, err := os.Stat(path)
	if err != nil {
		return location{}, fmt.Errorf("open bag: %w", err)
	}
	if !about.IsDir() {
		if filepath.Base(path) == metadataName {
			return locate(filepath.Dir(path))
		}
		return location{files: []string{path}}, nil
	}
	found, err := listed(path)
	if errors.Is(err, fs.ErrNotExist) {
		found.files, err = unlisted(path)
	}
	return found, err
}

// listed reads metadata.yaml; fs.ErrNotExist if the folder has none.
func listed(folder string) (location, error) {
	path := filepath.Join(folder, metadataName)
	about, err := os.Stat(path)
	if err != nil {
		return location{}, fmt.Errorf("bag metadata: %w", err)
	}
	if about.Size() > maximumMetadata {
		return location{}, fmt.Errorf("bag metadata %s: %d bytes, more than %d", path, about.Size(), maximumMetadata)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return location{}, fmt.Errorf("bag metadata: %w", err)
	}
	var read metadata
	if err := yaml.Unmarshal(text, &read); err != nil {
		return location{}, fmt.Errorf("bag metadata %s: %w", path, err)
	}
	if read.Information == nil || len(read.Information.Files) == 0 {
		return location{}, fmt.Errorf("bag metadata %s: names no file in rosbag2_bagfile_information.relative_file_paths", path)
	}
	found := location{messagesPacked: strings.EqualFold(read.Information.Mode, "message")}
	for _, name := range read.Information.Files {
		file, err := resolve(folder, name)
		if err != nil {
			return location{}, fmt.Errorf("bag metadata %s: %w", path, err)
		}
		found.files = append(found.files, file)
	}
	return found, nil
}

// resolve finds a listed file. Old recorders put the folder's own name before it.
func resolve(folder, name string) (string, error) {
	name = filepath.FromSlash(name)
	if !filepath.IsLocal(name) {
		return "", fmt.Errorf("file %q is outside the folder", name)
	}
	for _, candidate := range []string{name, filepath.Base(name)} {
		file := filepath.Join(folder, candidate)
		if about, err := os.Stat(file); err == nil && !about.IsDir() {
			return file, nil
		}
	}
	return "", fmt.Errorf("file %q is not in the folder", name)
}

// unlisted finds the files of a folder whose recorder did not come to write metadata.yaml.
func unlisted(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("open bag: %w", err)
	}
	var files []string
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".zstd")
		if extension := filepath.Ext(name); !entry.IsDir() && (extension == ".mcap" || extension == ".db3") {
			files = append(files, filepath.Join(folder, entry.Name()))
		}
	}
	if len(files) == 0 || len(files) > maximumFiles {
		return nil, fmt.Errorf("folder %s has %d .mcap and .db3 files: is no bag", folder, len(files))
	}
	// bag_10 comes after bag_9.
	slices.SortFunc(files, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return files, nil
}
