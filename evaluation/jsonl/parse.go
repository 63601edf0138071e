package jsonl

import (
	"fmt"
	"strings"
)

// Parse reads files, one after the other, each line by the same rule. No line at all is an error, which says what should have been there.
func Parse[T any](what string, parse func(Line) (T, error), paths ...string) ([]T, error) {
	var all []T
	for _, path := range paths {
		lines, err := Read(path)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			one, err := parse(line)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: there are no %s", strings.Join(paths, ", "), what)
	}
	return all, nil
}
