package token

// entry is what one id stands for.
type entry struct {
	content string // as written in the file
	bytes   string // what it decodes to, not always whole UTF-8
	added   bool
	special bool
}
