package cloud

// Reason is why a pixel is no point of the cloud.
type Reason uint8

// The reasons in the order of the filters.
const (
	kept Reason = iota
	// Unusable pixels have a depth that is not above 0 or not finite, a confidence that is not finite, or no camera.
	Unusable
	// Unsure pixels lie below the confidence quantile.
	Unsure
	// Flying pixels lie on an edge of the depth.
	Flying
	// OutOfRange pixels are too near to the camera or too far from it.
	OutOfRange
	// OutOfBand pixels are too low or too high.
	OutOfBand
	// OnRobot pixels lie in a box of the robot's own body.
	OnRobot
	// Merged pixels share their voxel with a surer one.
	Merged
	// Lonely points are further from their neighbours than most.
	Lonely
	// Thinned points were left out to keep to the maximum.
	Thinned

	reasons
)

// String is the reason as diagnostics say it.
func (r Reason) String() string {
	return [reasons]string{"kept", "unusable", "unsure", "flying", "out of range", "out of height band", "on the robot", "merged in a voxel", "lonely", "thinned"}[r]
}

// Reasons are all reasons, in the order of the filters.
func Reasons() []Reason {
	all := make([]Reason, 0, reasons-1)
	for r := kept + 1; r < reasons; r++ {
		all = append(all, r)
	}
	return all
}
