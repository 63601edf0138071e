package frames

import (
	"fmt"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

// Place is a frame at a moment.
type Place struct {
	Frame      string
	StampNanos int64
}

// LookupAcross gives targetFromSource where the two are of different moments: each is looked up at its own in a frame that stays where it is, such
// as odom.
func (t *Tree) LookupAcross(target, source Place, fixed string) (rigid.Transform, error) {
	fixedFromSource, err := t.Lookup(fixed, source.Frame, source.StampNanos)
	if err != nil {
		return rigid.Transform{}, err
	}
	if clean(target.Frame) == clean(fixed) {
		return fixedFromSource, nil
	}
	fixedFromTarget, err := t.Lookup(fixed, target.Frame, target.StampNanos)
	if err != nil {
		return rigid.Transform{}, fmt.Errorf("from %s to %s through %s: %w", source.Frame, target.Frame, fixed, err)
	}
	return fixedFromTarget.Inverse().After(fixedFromSource), nil
}
