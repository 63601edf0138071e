package suite

// stopError ends the whole suite.
type stopError struct{ cause error }

// Error is the cause's.
func (e stopError) Error() string { return e.cause.Error() }

// Unwrap is the cause.
func (e stopError) Unwrap() error { return e.cause }
