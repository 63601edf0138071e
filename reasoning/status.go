package reasoning

// Status says what a reply is worth.
type Status int

// The values of Status.
const (
	// StatusOK is a reply with its answer; in ModeSceneOnly it is one with its scene.
	StatusOK Status = iota
	// StatusNoAnswer is a whole reply that holds no answer, or names an option that the question does not offer.
	StatusNoAnswer
	// StatusTruncated is a reply that ran out of tokens before its answer ended.
	StatusTruncated
	// StatusDegenerate is a reply that repeats itself or whose logits are no numbers: no answer is taken from it.
	StatusDegenerate
	// StatusCancelled is a reply that was stopped before its end.
	StatusCancelled
	// StatusError is a reply that an error ended.
	StatusError
)

// String is the status in one word.
func (s Status) String() string {
	names := [...]string{"ok", "no_answer", "truncated", "degenerate", "cancelled", "error"}
	if s < 0 || int(s) >= len(names) {
		return "unknown"
	}
	return names[s]
}
