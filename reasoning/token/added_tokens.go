package token

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// addedTokens finds added tokens in text.
type addedTokens struct {
	// raw are looked for in the text as it is, normalized in its normal form; by first byte, the longest first.
	raw, normalized *[256][]*addedToken
}

func newAddedTokens(tokens []addedToken) (*addedTokens, error) {
	result := &addedTokens{raw: new([256][]*addedToken)}
	for i := range tokens {
		token := tokens[i]
		table := result.raw
		if token.Normalized {
			if result.normalized == nil {
				result.normalized = new([256][]*addedToken)
			}
			table = result.normalized
			token.Content = normalize(token.Content)
		}
		if token.SingleWord {
			return nil, fmt.Errorf("added token %q: single_word is not understood, only false", token.Content)
		}
		if (token.LStrip || token.RStrip) && strings.TrimFunc(token.Content, unicode.IsSpace) != token.Content {
			return nil, fmt.Errorf("added token %q: strips space and begins or ends with it, which is not understood", token.Content)
		}
		table[token.Content[0]] = append(table[token.Content[0]], &token)
	}
	for _, table := range []*[256][]*addedToken{result.raw, result.normalized} {
		if err := sortTable(table); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func sortTable(table *[256][]*addedToken) error {
	if table == nil {
		return nil
	}
	for _, tokens := range table {
		slices.SortFunc(tokens, func(a, b *addedToken) int {
			return cmp.Or(cmp.Compare(len(b.Content), len(a.Content)), cmp.Compare(a.Content, b.Content))
		})
		for i := 1; i < len(tokens); i++ {
			if tokens[i].Content == tokens[i-1].Content {
				return fmt.Errorf("added tokens %d and %d have the same normal form %q", tokens[i-1].ID, tokens[i].ID, tokens[i].Content)
			}
		}
	}
	return nil
}

// find gives the tokens of the table in text, from left to right. A token must lie within one of the stretches of
// control text; the space around it may be of any kind.
func find(table *[256][]*addedToken, text string, stretches []stretch) []found {
	var result []found
	taken := 0
	for _, s := range stretches {
		if !s.control {
			continue
		}
		for i := s.start; i < s.end; {
			token := longest(table[text[i]], text[i:s.end])
			if token == nil {
				i++
				continue
			}
			end := i + len(token.Content)
			match := place(token, text, i, taken)
			result = append(result, match)
			taken, i = match.end, end
		}
	}
	return result
}

func longest(tokens []*addedToken, text string) *addedToken {
	for _, token := range tokens {
		if strings.HasPrefix(text, token.Content) {
			return token
		}
	}
	return nil
}

// place takes the space that the token strips; none that an earlier token has taken.
func place(token *addedToken, text string, start, taken int) found {
	match := found{start: start, end: start + len(token.Content), id: token.ID}
	if token.LStrip {
		match.start = max(taken, len(strings.TrimRightFunc(text[:start], unicode.IsSpace)))
	}
	if token.RStrip {
		match.end = len(text) - len(strings.TrimLeftFunc(text[match.end:], unicode.IsSpace))
	}
	return match
}
