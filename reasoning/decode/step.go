package decode

// Feed says what the decoder's next input embedding is.
type Feed int

// What may be fed.
const (
	FeedNothing Feed = iota
	FeedToken
	FeedHidden
)

// Stop says why a sequence ended.
type Stop int

// Why a sequence may end.
const (
	StopNone Stop = iota
	StopToken
	StopLength
	StopRun
	// StopBranch is the end that a final fork makes; what is left of its branch is known and need not be fed.
	StopBranch
	// StopLatents is the end of a sequence of latents only.
	StopLatents
)

// Step is one decision of a sequence.
type Step struct {
	// Token is what the sequence records; with FeedToken it is also what is fed.
	Token int64
	Feed  Feed
	// Latent says that the token stands for a latent and is no text.
	Latent bool
	// State is the number of the latent state that feeding this step gives, 0 being that of the latent start; -1 if none.
	State int
	Stop  Stop
}
