package asking

import (
	"slices"

	"github.com/thinker3d/thinker3d/reasoning"
)

// remembered is how many sets of images are kept; a set takes some ten megabytes with a model of full size.
const remembered = 8

// memory is what the model saw of the sets of images that were asked about last, the latest at the end.
type memory struct{ sights []sight }

type sight struct {
	images, labels []string
	seen           *reasoning.Seen
}

// recall is what was seen of the question's images, nil if that is not kept.
func (m *memory) recall(question Question) *reasoning.Seen {
	at := slices.IndexFunc(m.sights, func(s sight) bool {
		return slices.Equal(s.images, question.Images) && slices.Equal(s.labels, question.Labels)
	})
	if at < 0 {
		return nil
	}
	found := m.sights[at]
	m.sights = append(slices.Delete(m.sights, at, at+1), found)
	return found.seen
}

func (m *memory) keep(question Question, seen *reasoning.Seen) {
	if len(m.sights) == remembered {
		m.sights = slices.Delete(m.sights, 0, 1)
	}
	m.sights = append(m.sights, sight{images: slices.Clone(question.Images), labels: slices.Clone(question.Labels), seen: seen})
}
