package prompt

import (
	"regexp"
	"strings"
)

// tag is one <think>, </think>, <answer> or </answer> in a reply.
type tag struct {
	start, end int
	answer     bool
	closing    bool
}

const (
	// tagPattern also takes <Answer>, <answer >, < answer>, </ answer>, <\answer>, <answer/> and <answer id="1">.
	tagPattern = `(?i)<\s*([/\\]?)\s*(think|answer)(?:\s[^<>]{0,64}?)?\s*(/?)\s*>`
	// cutTag is a tag that the end of the reply cuts off.
	cutTag = `(?i)<\s*[/\\]?\s*(?:t(?:h(?:i(?:nk?)?)?)?|a(?:n(?:s(?:w(?:er?)?)?)?)?)?\s*$`
)

func findTags(reply string) []tag {
	var tags []tag
	for _, at := range regexp.MustCompile(tagPattern).FindAllStringSubmatchIndex(reply, -1) {
		tags = append(tags, tag{
			start:   at[0],
			end:     at[1],
			answer:  strings.EqualFold(reply[at[4]:at[5]], "answer"),
			closing: at[2] < at[3] || at[6] < at[7],
		})
	}
	return tags
}

// bodyEnd is where the text of a reply ends, without a tag that is cut off.
func bodyEnd(reply string) int {
	if at := regexp.MustCompile(cutTag).FindStringIndex(reply); at != nil {
		return at[0]
	}
	return len(reply)
}

// reasoning is the text of the last think block that has any. A missing end tag ends with an answer or the reply; where
// only the end tag is there, all before it is the reasoning.
func reasoning(reply string, tags []tag) string {
	found, replyEnd := "", bodyEnd(reply)
	for i, t := range tags {
		switch {
		case t.answer:
		case !t.closing:
			end := replyEnd
			if i+1 < len(tags) {
				end = tags[i+1].start
			}
			if text := strings.TrimSpace(reply[t.end:max(t.end, end)]); text != "" {
				found = text
			}
		case i == 0:
			found = strings.TrimSpace(reply[:t.start])
		}
	}
	return found
}
