package ego3d

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// view is one image of a question by the name of its view.
type view struct{ name, path string }

// readViews reads an object of paths by names, in the order of the source, or as they are written where it has none. Names
// without a path are passed over.
func readViews(raw json.RawMessage, source string) ([]view, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, fmt.Errorf("key \"images\" is no object of paths by views: %.60s", raw)
	}
	var views []view
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var path *string
		if err := decoder.Decode(&path); err != nil {
			return nil, fmt.Errorf("view %v: %w", name, err)
		}
		if path != nil && *path != "" {
			views = append(views, view{name: fmt.Sprint(name), path: *path})
		}
	}
	order := viewOrder(source)
	slices.SortStableFunc(views, func(a, b view) int { return place(order, a) - place(order, b) })
	return views, nil
}

func place(order []string, v view) int {
	if at := slices.Index(order, v.name); at >= 0 {
		return at
	}
	return len(order)
}
