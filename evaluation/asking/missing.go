package asking

import (
	"fmt"
	"os"
)

// CheckImages tells before anything is asked which images are not there.
func CheckImages(items []Item) error {
	missing, first := 0, ""
	known := map[string]bool{}
	for _, item := range items {
		question := item.Question()
		for _, image := range question.Images {
			if _, asked := known[image]; asked {
				continue
			}
			_, err := os.Stat(image)
			known[image] = err == nil
			if err == nil {
				continue
			}
			if missing++; missing == 1 {
				first = fmt.Sprintf("%v, of question %s", err, question.ID)
			}
		}
	}
	if missing > 0 {
		return fmt.Errorf("%d of %d images cannot be read, the first: %s", missing, len(known), first)
	}
	return nil
}
