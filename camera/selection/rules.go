package selection

// Rules say which moments are kept as key frames.
type Rules struct {
	// TranslationMetres and RotationRadians are how far a camera must be from where it was in each kept moment, in one or the
	// other; 0 takes no heed of it.
	TranslationMetres, RotationRadians float64
	// IntervalNanos is after how long one is kept in any case; 0 is never.
	IntervalNanos int64
	// WindowNanos is how much older than the newest moment a kept one may be.
	WindowNanos int64
	// Most is how many are kept; the oldest gives way.
	Most int
}

// byMotion tells whether places are asked for at all.
func (r Rules) byMotion() bool { return r.TranslationMetres > 0 || r.RotationRadians > 0 }
