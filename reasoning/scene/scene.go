package scene

// Scene is what the model imagines: cameras and points in the frame of the first camera (x right, y down, z forward),
// in a unit of the model's own that only a caller who knows true distances can turn into metres.
type Scene struct {
	Cameras []Camera
	Points  []Point
	Counts  Counts
}

// Counts says what became of the pixels.
type Counts struct {
	Pixels int
	// Unusable pixels have a depth or confidence that is no positive finite number, or a camera that is none.
	Unusable int
	// Unsure pixels lie below the confidence quantile.
	Unsure int
	// Thinned pixels were left out to keep to the maximum of points.
	Thinned int
}
