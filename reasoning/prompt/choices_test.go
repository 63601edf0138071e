package prompt

import (
	"slices"
	"strings"
	"testing"
)

func TestChoices(t *testing.T) {
	for _, test := range []struct {
		name, question string
		want           []string
	}{
		{"in a line", "What is behind me? A. Sofa B. Lamp C. Door D. Window", []string{"Sofa", "Lamp", "Door", "Window"}},
		{"MindCube", "Based on these four images (image 1, 2, 3, and 4) showing the sofa from different viewpoints (front, left, back, and right), with each camera aligned with room walls and partially capturing the surroundings: From image 1, what is to my left? A. Brown door B. The white (tall) shelf", []string{"Brown door", "The white (tall) shelf"}},
		{"brackets", "Which one? A) Sofa B) Lamp", []string{"Sofa", "Lamp"}},
		{"double brackets", "Which one? (A) Sofa (B) Lamp", []string{"Sofa", "Lamp"}},
		{"colons", "Which one? A: Sofa, B: Lamp", []string{"Sofa", "Lamp"}},
		{"lines", "Which one?\nA. Sofa\nB. Lamp\n\nAnswer with the letter.", []string{"Sofa", "Lamp"}},
		{"lines of Windows", "Which one?\r\nA. Sofa\r\nB. Lamp\r\n", []string{"Sofa", "Lamp"}},
		{"without space", "Which one? A.Sofa B.Lamp", []string{"Sofa", "Lamp"}},
		{"numbers", "How far? A. 1.5 m B. 2.5 m C.3 m", []string{"1.5 m", "2.5 m", "3 m"}},
		{"other scripts", "哪个？ A. 沙发 B. 灯", []string{"沙发", "灯"}},
		{"commas", "Which? A. Sofa, B. Lamp, C. Both A. and B.", []string{"Sofa", "Lamp", "Both A. and B."}},
		{"letter before", "From camera A. Which is nearer? A. Sofa B. Lamp", []string{"Sofa", "Lamp"}},
		{"letter within", "Which class? A. grade A. B. grade B.", []string{"grade A.", "grade B."}},
		{"all letters", func() string {
			var question strings.Builder
			for letter := 'A'; letter <= 'Z'; letter++ {
				question.WriteString(string(letter) + ". x ")
			}
			return question.String()
		}(), slices.Repeat([]string{"x"}, 26)},
		{"gap", "A. Sofa C. Lamp", nil},
		{"no A", "B. Sofa C. Lamp", nil},
		{"only A", "Is it in zone A. or not?", nil},
		{"two styles", "A. Sofa B) Lamp", nil},
		{"no text", "A. B. C.", nil},
		{"abbreviation", "At 5 A.M. the U.S. B.C. team", nil},
		{"in words", "The sofa.A. x andB. y", nil},
		{"lower case", "a. sofa b. lamp", nil},
		{"none", "How far is the sofa?", nil},
		{"empty", "", nil},
		{"too long", "A. Sofa B. Lamp " + strings.Repeat("x", MaximumQuestion), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for i, choice := range Choices(test.question) {
				if choice.Letter != string(rune('A'+i)) {
					t.Errorf("choice %d has the letter %q", i, choice.Letter)
				}
				got = append(got, choice.Text)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("Choices(%q)\n got %q\nwant %q", test.question, got, test.want)
			}
		})
	}
}

func FuzzChoices(f *testing.F) {
	f.Add("What is behind me? A. Sofa B. Lamp")
	f.Add("(A) x (B) y\n(C) z")
	f.Add("A: 1, B: 2")
	f.Add("A.A.A. A. B. B.x")
	f.Fuzz(func(t *testing.T, question string) {
		choices := Choices(question)
		if len(choices) == 1 || len(choices) > 26 {
			t.Fatalf("Choices(%q) has %d", question, len(choices))
		}
		for i, choice := range choices {
			if choice.Letter != string(rune('A'+i)) || !strings.Contains(question, choice.Text) {
				t.Fatalf("Choices(%q): %d is %+v", question, i, choice)
			}
		}
	})
}
