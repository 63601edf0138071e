package decode

import (
	"errors"
	"fmt"
	"slices"
)

// Fork is text that is said whatever is sampled: the common tokens, then one of the branches. It is a trie that parts in
// one place, so that one step's logits tell of all branches.
type Fork struct {
	Common []int64
	// Branches begin with tokens that all differ; without branches the common tokens are all.
	Branches [][]int64
	// Final ends the reply with a branch, the likeliest one. Otherwise a branch is sampled, and the text goes on after it, or after the
	// common tokens alone.
	Final bool
}

// NewFork joins ways to go on at what they have in common. It refuses ways that part in more places than one.
func NewFork(paths [][]int64) (Fork, error) {
	if len(paths) == 0 {
		return Fork{}, errors.New("no tokens to go on with")
	}
	common := len(paths[0])
	for _, path := range paths[1:] {
		common = min(common, len(path))
		for i := range common {
			if path[i] != paths[0][i] {
				common = i
				break
			}
		}
	}
	fork := Fork{Common: paths[0][:common:common]}
	if len(paths) == 1 {
		return fork, nil
	}
	for _, path := range paths {
		fork.Branches = append(fork.Branches, path[common:])
	}
	return fork, fork.check()
}

// Length is the most tokens that the fork may take.
func (f Fork) Length() int {
	longest := 0
	for _, branch := range f.Branches {
		longest = max(longest, len(branch))
	}
	return len(f.Common) + longest
}

func (f Fork) isEmpty() bool { return len(f.Common)+len(f.Branches) == 0 }

func (f Fork) check() error {
	var first []int64
	for i, branch := range f.Branches {
		if len(branch) == 0 {
			return fmt.Errorf("branch %d of %d ends where the others go on", i, len(f.Branches))
		}
		if slices.Contains(first, branch[0]) {
			return fmt.Errorf("branch %d of %d begins with token %d as another does", i, len(f.Branches), branch[0])
		}
		first = append(first, branch[0])
	}
	if f.Final && len(f.Branches) == 0 {
		return errors.New("a fork that ends the reply has no branches")
	}
	return nil
}

// tokens are all of the fork.
func (f Fork) tokens() []int64 { return slices.Concat(append([][]int64{f.Common}, f.Branches...)...) }
