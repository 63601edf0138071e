package token

// found is one added token in a text: the bytes that it takes, with the space that it strips.
type found struct {
	start, end int
	id         int32
}
