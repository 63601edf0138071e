package comparison

import (
	"errors"
	"fmt"
	"slices"

	"github.com/thinker3d/thinker3d/evaluation/statistics"
)

// place is a question by its id; ids that come again are counted.
type place struct {
	id    string
	times int
}

// tally counts the pairs of a group.
type tally struct {
	overall           bool
	total, first, won int
	lost              int
}

// Compare pairs the verdicts of two files by the ids of their questions.
func Compare(first, second []Verdict) (Report, error) {
	report := Report{Flips: []Flip{}}
	others, _ := placed(second)
	mine, order := placed(first)
	var overall tally
	groups := map[string]*tally{}
	var names []string
	for _, where := range order {
		a := mine[where]
		b, both := others[where]
		if !both {
			report.OnlyFirst++
			continue
		}
		if a.Truth != b.Truth || a.Group != b.Group {
			return report, fmt.Errorf("question %s: its true answer is %s (%s) in the first file and %s (%s) in the second: they answer other questions", a.ID, a.Truth, a.Group, b.Truth, b.Group)
		}
		if groups[a.Group] == nil {
			groups[a.Group] = &tally{overall: a.Overall}
			names = append(names, a.Group)
		}
		groups[a.Group].add(a, b)
		if a.Overall {
			overall.add(a, b)
		}
		if a.Right != b.Right {
			report.Flips = append(report.Flips, Flip{ID: a.ID, Group: a.Group, Truth: a.Truth, First: a.Said, Second: b.Said, Won: b.Right})
		}
	}
	report.OnlySecond = len(second) - (len(first) - report.OnlyFirst)
	if len(names) == 0 {
		return report, errors.New("the files have no question in common")
	}
	slices.Sort(names)
	for _, name := range names {
		report.Groups = append(report.Groups, GroupPair{Group: name, InOverall: groups[name].overall, Pair: groups[name].pair()})
	}
	report.Overall = overall.pair()
	return report, nil
}

func placed(verdicts []Verdict) (map[place]Verdict, []place) {
	times, found, order := map[string]int{}, map[place]Verdict{}, make([]place, len(verdicts))
	for i, v := range verdicts {
		times[v.ID]++
		order[i] = place{v.ID, times[v.ID]}
		found[order[i]] = v
	}
	return found, order
}

func (t *tally) add(a, b Verdict) {
	t.total++
	if a.Right {
		t.first++
	}
	if a.Right && !b.Right {
		t.lost++
	}
	if b.Right && !a.Right {
		t.won++
	}
}

func (t *tally) pair() Pair {
	second := t.first - t.lost + t.won
	return Pair{First: statistics.NewShare(t.first, t.total), Second: statistics.NewShare(second, t.total), Lost: t.lost, Won: t.won, P: statistics.McNemar(t.lost, t.won)}
}
