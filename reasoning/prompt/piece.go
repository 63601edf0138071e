package prompt

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// piece is a part of a template: text, or the name of a place.
type piece struct{ text, place string }

// placeLike is what looks like a place. Other braces are text.
const placeLike = `\{[A-Za-z0-9_ ]*\}`

// parse cuts a template at its places, which must be among the known ones.
func parse(template string, known ...string) ([]piece, error) {
	var pieces []piece
	done := 0
	for _, at := range regexp.MustCompile(placeLike).FindAllStringIndex(template, -1) {
		place := template[at[0]+1 : at[1]-1]
		if !slices.Contains(known, place) {
			return nil, fmt.Errorf("place {%s} is not known, only {%s}", place, strings.Join(known, "} {"))
		}
		if done < at[0] {
			pieces = append(pieces, piece{text: template[done:at[0]]})
		}
		pieces = append(pieces, piece{place: place})
		done = at[1]
	}
	if done < len(template) {
		pieces = append(pieces, piece{text: template[done:]})
	}
	return pieces, nil
}

func count(pieces []piece, place string) int {
	n := 0
	for _, piece := range pieces {
		if piece.place == place {
			n++
		}
	}
	return n
}
