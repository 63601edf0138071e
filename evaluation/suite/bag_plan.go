package suite

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// bagPlan is a recording and the cases that are asked of it, by their numbers.
type bagPlan struct {
	// name is as the suite has it, path is to open.
	name, path string
	cases      []int
}

// findBags makes the plans, in the order in which recordings are first named.
func (s *Suite) findBags(where place) {
	common, commonKnown := s.expand(s.Bags, where.at("bags")), len(s.Bags) > 0
	for i := range s.Cases {
		c, at := &s.Cases[i], where.at("cases").at(i).named("case %q", s.Cases[i].Name)
		names := common
		if len(c.Bags) > 0 {
			names = s.expand(c.Bags, at.at("bags"))
		} else if !commonKnown {
			at.refuse(errors.New("there is no recording to ask: name some under bags"))
		}
		for _, name := range names {
			s.plan(name, i)
		}
	}
}

func (s *Suite) plan(name string, number int) {
	at := slices.IndexFunc(s.bags, func(p bagPlan) bool { return p.name == name })
	if at < 0 {
		at = len(s.bags)
		s.bags = append(s.bags, bagPlan{name: name, path: s.beside(name)})
	}
	s.bags[at].cases = append(s.bags[at].cases, number)
}

// expand gives the recordings that paths and globs name. A path that is not there stays: it fails its cases, not the suite.
func (s *Suite) expand(patterns []string, where place) []string {
	var names []string
	for i, pattern := range patterns {
		if !strings.ContainsAny(pattern, "*?[") {
			names = append(names, pattern)
			continue
		}
		found, err := filepath.Glob(s.beside(pattern))
		if err == nil && len(found) == 0 {
			err = errors.New("no recording is there")
		}
		if err != nil {
			where.at(i).refuse(fmt.Errorf("bags: %s: %w", pattern, err))
		}
		for _, path := range found {
			names = append(names, s.nameOf(pattern, path))
		}
	}
	return distinct(names)
}

// nameOf is a found path as the suite would write it.
func (s *Suite) nameOf(pattern, path string) string {
	if relative, err := filepath.Rel(filepath.Dir(s.path), path); err == nil && !filepath.IsAbs(pattern) {
		return filepath.ToSlash(relative)
	}
	return path
}

func distinct(names []string) []string {
	var kept []string
	for _, name := range names {
		if !slices.Contains(kept, name) {
			kept = append(kept, name)
		}
	}
	return kept
}
