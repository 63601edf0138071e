package cloud

// Frame is where a cloud is.
type Frame struct {
	// Metric says that the cloud's unit is the metre.
	Metric bool
	Boxes  []Box
}
