// Package pointing reads from question, answer and reasoning which way something is.
package pointing

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// The forms in which replies say where things are: "door image 4 right 10 3.0 m", with the letter of an option before it or not.
const (
	mentionPattern = `(?:^|[;:.,] *)(?:[A-Z] )?([a-z][a-z ]*?) image (\d{1,3}) (left|right) (\d{1,3})(?: (\d{1,4}(?:\.\d+)?) m\b)?`
	letterPattern  = `^[A-Z][.):] *`
	optionsPattern = ` A[.)] `
	imagePattern   = `\bimage (\d{1,3})\b`
	turnPattern    = `\bturn(s|ed|ing)?\b`
)

// Place is the direction in which something is seen.
type Place struct {
	// View is the number of the view from whose axis it is told, from 0 on.
	View int
	// Left is the angle from that axis to the left, radians.
	Left float64
	// Metres is the distance from the camera, NaN if it is not told.
	Metres float64
}

// mention is a thing with its place.
type mention struct {
	name  string
	place Place
}

// Find gives the place of what the answer names; or of what the question asks for, if the answer names a direction, a distance or an image; or the
// direction that the answer names, seen from the one image that the question names. It finds nothing where that is not told or not clear.
func Find(question, answer, reasoning string) (Place, bool) {
	stem := question
	if options := regexp.MustCompile(optionsPattern).FindStringIndex(question); options != nil {
		stem = question[:options[0]]
	}
	named := strings.ToLower(strings.TrimSpace(regexp.MustCompile(letterPattern).ReplaceAllString(answer, "")))
	all := mentions(reasoning)
	for _, one := range all {
		if one.name == named {
			return one.place, true
		}
	}
	found, clear := mention{}, true
	for _, one := range all {
		if strings.Contains(strings.ToLower(stem), one.name) {
			clear = clear && (found.name == "" || found.name == one.name)
			found = one
		}
	}
	if found.name != "" {
		return found.place, clear
	}
	return direction(stem, named)
}

func mentions(reasoning string) []mention {
	var all []mention
	for _, parts := range regexp.MustCompile(mentionPattern).FindAllStringSubmatch(reasoning, -1) {
		image, imageErr := strconv.Atoi(parts[2])
		degrees, degreesErr := strconv.ParseFloat(parts[4], 64)
		if imageErr != nil || degreesErr != nil || image < 1 || degrees > 180 {
			continue
		}
		place := Place{View: image - 1, Left: degrees * math.Pi / 180, Metres: math.NaN()}
		if parts[3] == "right" {
			place.Left = -place.Left
		}
		if metres, err := strconv.ParseFloat(parts[5], 64); err == nil {
			place.Metres = metres
		}
		all = append(all, mention{name: parts[1], place: place})
	}
	return all
}

// direction is a plain word, seen from the one image of the question; not if something turns.
func direction(stem, named string) (Place, bool) {
	degrees, isWord := map[string]float64{"ahead": 0, "in front": 0, "left": 90, "behind": 180, "right": -90}[strings.Trim(named, ".!")]
	images := regexp.MustCompile(imagePattern).FindAllStringSubmatch(stem, -1)
	if !isWord || len(images) != 1 || regexp.MustCompile(turnPattern).MatchString(afterFirstSentence(stem)) {
		return Place{}, false
	}
	image, err := strconv.Atoi(images[0][1])
	return Place{View: image - 1, Left: degrees * math.Pi / 180, Metres: math.NaN()}, err == nil && image > 0
}

// afterFirstSentence leaves out what tells how the views lie.
func afterFirstSentence(text string) string {
	if _, rest, found := strings.Cut(text, ". "); found {
		return rest
	}
	return text
}
