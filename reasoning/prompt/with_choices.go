package prompt

import (
	"fmt"
	"strings"
)

const maximumChoices = 26

// WithChoices appends choices to a question, lettered from A on; none leave it as it is. Choices reads them back.
func WithChoices(question string, choices []string) (string, error) {
	if len(choices) == 0 {
		return question, nil
	}
	if len(choices) < 2 || len(choices) > maximumChoices {
		return "", fmt.Errorf("%d choices: must be 2 to %d, or none", len(choices), maximumChoices)
	}
	if own := Choices(question); own != nil {
		return "", fmt.Errorf("the question has choices of its own, from %q on", own[0].Text)
	}
	var text strings.Builder
	text.WriteString(strings.TrimSpace(question))
	for i, choice := range choices {
		fmt.Fprintf(&text, " %c. %s", 'A'+i, strings.TrimSpace(choice))
	}
	read := Choices(text.String())
	if len(read) != len(choices) {
		return "", fmt.Errorf("the choices %q cannot be told apart as %q", choices, text.String())
	}
	for i, choice := range choices {
		if read[i].Text == "" || read[i].Text != strings.TrimSpace(choice) {
			return "", fmt.Errorf("choice %q would be read as %q", choice, read[i].Text)
		}
	}
	return text.String(), nil
}
