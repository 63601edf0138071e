package pixels

import (
	"fmt"
	"math"
)

// maximumAspect is how long a picture the Qwen2-VL processor takes.
const maximumAspect = 200

// WholePatches is the size that the Qwen2-VL processor resizes a picture to: sides in whole merge groups, the number
// of pixels within the bounds where the sides allow it. It is the processor's smart_resize.
func (s Spec) WholePatches(width, height int) (int, int, error) {
	if max(width, height) > maximumAspect*min(width, height) {
		return 0, 0, fmt.Errorf("picture size %d×%d: one side is over %d times the other", width, height, maximumAspect)
	}
	factor := float64(s.Patch * s.Merge)
	w, h := float64(width), float64(height)
	wide, high := math.RoundToEven(w/factor)*factor, math.RoundToEven(h/factor)*factor
	if wide*high > float64(s.MaxPixels) {
		shrink := math.Sqrt(h * w / float64(s.MaxPixels))
		high = max(factor, math.Floor(h/shrink/factor)*factor)
		wide = max(factor, math.Floor(w/shrink/factor)*factor)
	} else if wide*high < float64(s.MinPixels) {
		grow := math.Sqrt(float64(s.MinPixels) / (h * w))
		high = math.Ceil(h*grow/factor) * factor
		wide = math.Ceil(w*grow/factor) * factor
	}
	if err := CheckSize(int(wide), int(high)); err != nil {
		return 0, 0, fmt.Errorf("whole patches of a picture of %d×%d: %w", width, height, err)
	}
	return int(wide), int(high), nil
}
