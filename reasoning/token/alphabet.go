package token

// alphabet is the ByteLevel alphabet: which character of the vocabulary stands for each byte, and back.
type alphabet struct {
	character [256]rune
	value     map[rune]byte
}

// newAlphabet follows GPT-2: printable bytes of Latin-1 stand for themselves, the others for U+0100 and up in order.
func newAlphabet() *alphabet {
	result := &alphabet{value: make(map[rune]byte, 256)}
	next := rune(0x100)
	for b := range 256 {
		character := rune(b)
		if b < '!' || b > '~' && b < 0xa1 || b == 0xad {
			character = next
			next++
		}
		result.character[b] = character
		result.value[character] = byte(b)
	}
	return result
}

// decode gives the bytes of a token; a token with any character outside the alphabet stands for its own text.
func (a *alphabet) decode(token string) string {
	decoded := make([]byte, 0, len(token))
	for _, character := range token {
		b, ok := a.value[character]
		if !ok {
			return token
		}
		decoded = append(decoded, b)
	}
	return string(decoded)
}

// spells reports whether every character of the token is in the alphabet.
func (a *alphabet) spells(token string) bool {
	for _, character := range token {
		if _, ok := a.value[character]; !ok {
			return false
		}
	}
	return true
}
