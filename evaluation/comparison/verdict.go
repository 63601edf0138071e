// Package comparison tells whether two files of responses to the same questions differ by more than chance would.
package comparison

// Verdict is what one reply said to one question.
type Verdict struct {
	// ID tells the question, Group its setting or category.
	ID, Group string
	// Overall says that the group is part of the overall figure.
	Overall     bool
	Said, Truth string
	Right       bool
}
