package camera

// Frame is one camera's message of one moment. The payload is whatever the bus gave, often not decoded yet.
type Frame[T any] struct {
	// Camera is the index of the camera in the configured order.
	Camera int
	// StampNanos is when the picture was taken, ArrivalNanos when the synchroniser got it, by its caller's clock.
	StampNanos, ArrivalNanos int64
	// Bytes is the memory that the payload holds.
	Bytes   int
	Payload T
}

// ViewSet is what several cameras saw at one moment.
type ViewSet[T any] struct {
	// StampNanos is the latest stamp of the frames.
	StampNanos int64
	// Complete tells whether every camera is in the set.
	Complete bool
	// Frames are ordered by camera. Their payloads belong to whom the set was given to.
	Frames []Frame[T]
}
