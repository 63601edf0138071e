package token

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// TestUnicode compares over all of Unicode what the reference library takes each character for.
func TestUnicode(t *testing.T) {
	data, err := os.ReadFile("testdata/unicode.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts map[string][][2]rune
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	checks := map[string]func(character rune) bool{
		"letters":       func(character rune) bool { return kindOf(character) == letter },
		"numbers":       func(character rune) bool { return kindOf(character) == number },
		"spaces":        func(character rune) bool { return kindOf(character) == space || kindOf(character) == newline },
		"contractions":  func(character rune) bool { return contraction("'"+string(character)) > 0 },
		"changed":       func(character rune) bool { return normalize(string(character)) != string(character) },
		"composed":      func(character rune) bool { return normalize(norm.NFD.String(string(character))) == string(character) },
		"before_iota":   func(character rune) bool { return changes("q\u0345" + string(character)) },
		"after_overlay": func(character rune) bool { return changes("q" + string(character) + "\u0334") },
		"blocks_acute": func(character rune) bool {
			return !strings.Contains(normalize("e"+string(character)+"\u0301"), "\u00e9")
		},
	}
	if len(facts) != len(checks) {
		t.Fatalf("unicode.json has %d facts, the test %d", len(facts), len(checks))
	}
	for name, check := range checks {
		t.Run(name, func(t *testing.T) {
			wrong := 0
			for character := rune(0); character <= unicode.MaxRune; character++ {
				if 0xd800 <= character && character < 0xe000 {
					continue
				}
				if want := within(facts[name], character); check(character) != want {
					if wrong++; wrong < 10 {
						t.Errorf("U+%04X: %t, the library has %t", character, !want, want)
					}
				}
			}
			if wrong > 0 {
				t.Errorf("%d characters differ (Unicode %s here)", wrong, unicode.Version)
			}
		})
	}
}

func changes(text string) bool { return normalize(text) != text }

func within(ranges [][2]rune, character rune) bool {
	low, high := 0, len(ranges)
	for low < high {
		if middle := (low + high) / 2; ranges[middle][1] < character {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low < len(ranges) && ranges[low][0] <= character
}

// TestNormalizeLong compares the composition by the book with the norm package where that has no limits of its own.
func TestNormalizeLong(t *testing.T) {
	for _, text := range []string{
		"e\u0301", "\u1e69", "s\u0307\u0323", "s\u0323\u0307", "\u1112\u1161\u11ab", "\uac00\u11a8", "\u0344", "\u1f82\u0323", "\u0958", "\u0915\u093c", "q\u0323\u0301\u0345\u0334",
		"\u0301e", "\u0b47\u0b56\u0b57", "\u30c6\u3099", "\u09c7\u09be", "a\u0315\u0300\u05ae\u0300b",
	} {
		if got, want := composeLong(text), norm.NFC.String(text); got != want {
			t.Errorf("composeLong(%+q) = %+q, want %+q", text, got, want)
		}
	}
	marks := strings.Repeat("\u0323\u0301", 100)
	if got, want := normalize("e"+marks), "\u1eb9"+strings.Repeat("\u0323", 99)+strings.Repeat("\u0301", 100); got != want {
		t.Errorf("normalize(e and 200 marks) = %+q", got)
	}
}
