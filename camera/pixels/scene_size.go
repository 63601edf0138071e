package pixels

import (
	"fmt"
	"math"
)

// sceneResize is VGGT's loading rule: a fixed width, the height that keeps the aspect in whole patches, and of a
// picture that is too high the middle.
func (s SceneSpec) sceneResize(width, height int) (resize, error) {
	patch := float64(s.Patch)
	ratio := float64(s.Width) / float64(width)
	high := int(math.RoundToEven(float64(float64(height)*ratio)/patch) * patch)
	if err := CheckSize(s.Width, high); err != nil {
		return resize{}, fmt.Errorf("scene picture of a picture of %d×%d: %w", width, height, err)
	}
	r := resize{
		fromWidth: width, fromHeight: height, toWidth: s.Width, toHeight: high,
		height: min(high, s.MaximumHeight), resampling: s.Resampling,
	}
	r.cutTop = (high - r.height) / 2
	return r, nil
}
