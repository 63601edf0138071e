package scene

// Point is one point of the world frame, in scene units.
type Point struct {
	X, Y, Z    float32
	R, G, B    uint8
	View       uint8
	Confidence float32
}
