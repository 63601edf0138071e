package cdr

// FieldError says which field of which message could not be decoded.
type FieldError struct {
	// Path is like "sensor_msgs/msg/PointCloud2.fields[2].name".
	Path string
	Err  error
}

// Error is the path and the reason.
func (e *FieldError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap is the reason.
func (e *FieldError) Unwrap() error { return e.Err }
