package reasoning

import (
	"slices"
	"weak"
)

// prefixes keeps the keys and values of what prompts about the same views begin with, so that each look is read once. What was
// used longest ago is given up first.
type prefixes struct {
	// used is how many bytes they have together.
	used int
	// list has the one used last at its end.
	list []*prefix
}

// prefix is the first tokens of prompts about some views.
type prefix struct {
	// of names the views and does not keep them.
	of     weak.Pointer[Seen]
	tokens []int64
	// saved are the keys and values as lanes.save gives them.
	saved []byte
}

// find gives what is kept of a prompt about views, and how many tokens the two have in common, or nil.
func (p *prefixes) find(of *Seen, tokens []int64) (found *prefix, common int) {
	at := slices.IndexFunc(p.list, func(one *prefix) bool { return one.of == weak.Make(of) })
	if of == nil || at < 0 {
		return nil, 0
	}
	found = p.list[at]
	p.list = append(slices.Delete(p.list, at, at+1), found)
	for common < len(found.tokens) && common < len(tokens) && found.tokens[common] == tokens[common] {
		common++
	}
	return found, common
}

// add makes room for a prefix among so many bytes and keeps it; nil if it is greater than they are.
func (p *prefixes) add(of *Seen, tokens []int64, tokenBytes, most int) *prefix {
	size := len(tokens) * tokenBytes
	if size > most {
		return nil
	}
	p.shrink(most - size)
	made := &prefix{of: weak.Make(of), tokens: tokens, saved: make([]byte, size)}
	p.list, p.used = append(p.list, made), p.used+size
	return made
}

// shrink gives up the oldest until no more than so many bytes are used.
func (p *prefixes) shrink(most int) {
	for p.used > most && len(p.list) > 0 {
		p.used -= len(p.list[0].saved)
		p.list[0] = nil
		p.list = p.list[1:]
	}
}
