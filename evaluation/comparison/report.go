package comparison

import "github.com/thinker3d/thinker3d/evaluation/statistics"

// Report is how two files differ.
type Report struct {
	Overall Pair        `json:"overall"`
	Groups  []GroupPair `json:"groups"`
	// OnlyFirst and OnlySecond are how many questions have an answer in one file alone; they are not compared.
	OnlyFirst  int `json:"only_first"`
	OnlySecond int `json:"only_second"`
	// Flips are the questions that one file answers right and the other wrong, in the order of the first file.
	Flips []Flip `json:"flips"`
}

// Pair is two shares of right answers to the same questions, and what tells them apart.
type Pair struct {
	First  statistics.Share `json:"first"`
	Second statistics.Share `json:"second"`
	// Lost is how many only the first has right, Won how many only the second.
	Lost int `json:"lost"`
	Won  int `json:"won"`
	// P is McNemar's exact two-sided probability of a difference as great as this one if there were none.
	P float64 `json:"p"`
}

// GroupPair is the pair of one setting or category.
type GroupPair struct {
	Group     string `json:"group"`
	InOverall bool   `json:"in_overall"`
	Pair
}

// Flip is one question.
type Flip struct {
	ID     string `json:"id"`
	Group  string `json:"group"`
	Truth  string `json:"truth"`
	First  string `json:"first"`
	Second string `json:"second"`
	// Won says that the second is right.
	Won bool `json:"won"`
}
