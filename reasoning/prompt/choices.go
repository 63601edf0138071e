package prompt

import "strings"

// Choice is one option of a question.
type Choice struct {
	// Letter is "A" to "Z".
	Letter string
	// Text is what the option says, without its letter.
	Text string
}

// Answer is how a reply names the choice: "B. Sofa", or the letter alone where there is no text.
func (c Choice) Answer() string { return strings.TrimSpace(c.Letter + ". " + c.Text) }

// Choices finds the options of a question: two or more, lettered from A on without a gap, all in one style.
// Without them, or in a question that is too long, it gives none.
func Choices(question string) []Choice {
	if len(question) > MaximumQuestion {
		return nil
	}
	marks := findMarks(question)
	var best []mark
	for i := len(marks) - 1; i >= 0; i-- {
		if marks[i].letter != 'A' {
			continue
		}
		if found := chain(question, marks[i:]); len(found) > len(best) {
			best = found
		}
	}
	if len(best) < 2 {
		return nil
	}
	choices := make([]Choice, len(best))
	for i, mark := range best {
		choices[i] = Choice{Letter: string(mark.letter), Text: optionText(question, best, i)}
	}
	return choices
}

// optionText ends where the next option begins, or with the line.
func optionText(question string, marks []mark, i int) string {
	end := len(question)
	if i+1 < len(marks) {
		end = marks[i+1].start
	}
	text, _, _ := strings.Cut(strings.TrimSpace(question[marks[i].end:end]), "\n")
	return strings.TrimRight(text, " \t\r,;")
}
