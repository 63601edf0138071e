package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// verify compares the folder with the list both ways: every listed file is there as listed, and no other file is.
func verify(root *os.Root, files []File) error {
	listed := make(map[string]bool, len(files))
	for _, file := range files {
		listed[file.Path] = true
		if err := verifyFile(root, file); err != nil {
			return err
		}
	}
	count := 0
	return fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("look into %s: %w", path, err)
		}
		if count++; count > 4*maximumFiles {
			return fmt.Errorf("the folder holds over %d entries", 4*maximumFiles)
		}
		if !entry.IsDir() && path != descriptionName && !listed[path] {
			return fmt.Errorf("%s is not listed in files; remove it or make the bundle anew", path)
		}
		return nil
	})
}

func verifyFile(root *os.Root, want File) error {
	info, err := root.Lstat(want.Path)
	if err != nil {
		return fmt.Errorf("file %s is missing; fetch or make the bundle anew: %w", want.Path, err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("file %s is a %s; put the file itself there", want.Path, info.Mode().Type())
	}
	if info.Size() != want.Bytes {
		return fmt.Errorf("file %s has %d bytes where files says %d; fetch or make the bundle anew", want.Path, info.Size(), want.Bytes)
	}
	file, err := root.Open(want.Path)
	if err != nil {
		return fmt.Errorf("open file %s: %w", want.Path, err)
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return fmt.Errorf("read file %s: %w", want.Path, err)
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != want.SHA256 {
		return fmt.Errorf("file %s has sha256 %s where files says %s; fetch or make the bundle anew", want.Path, got, want.SHA256)
	}
	return nil
}
