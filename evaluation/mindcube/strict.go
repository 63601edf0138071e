package mindcube

import "github.com/thinker3d/thinker3d/reasoning/prompt"

// Strict is the letter that an answer block names, "" if there is no such block or it names none or several.
func Strict(text string) string { return prompt.Parse(text).Choice }
