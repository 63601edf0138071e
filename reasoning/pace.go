package reasoning

import "time"

// leastRead is how many tokens of a prompt are read at once however slow that is.
const leastRead = 16

// pace is how fast prompts are read.
type pace struct{ perToken time.Duration }

// took notes how long the reading of some tokens took; of few it says little.
func (p *pace) took(tokens int, duration time.Duration) {
	if tokens >= leastRead {
		p.perToken = duration / time.Duration(tokens)
	}
}

// tokens is how many can be read in a time.
func (p *pace) tokens(in time.Duration) int {
	if p.perToken <= 0 {
		return leastRead
	}
	return max(int(in/p.perToken), leastRead)
}
