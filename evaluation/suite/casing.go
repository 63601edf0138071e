package suite

import "github.com/thinker3d/thinker3d/node"

// stampLead is by how much, in nanoseconds, a recording's first stamp may lie before its first message's arrival.
const stampLead = 1e9

// casing is a query and the case that it is of, by its number.
type casing struct {
	number  int
	trigger node.Trigger
	// placed says that a moment came for it.
	placed bool
	// doubtful says that its stamp is none of the recording's log times, so that the moments' own stamps decide: a scout stands before it, which is
	// due at the first moment that it could be asked about and is not asked.
	doubtful, scout bool
	// firstNanos is the stamp of a scout's moment.
	firstNanos int64
	// early says that the recording begins after its stamp.
	early bool
}

// ask makes a query of each trigger of each case; a recording that holds nothing holds every stamp.
func (b *bagRun) ask(first, last int64) {
	for _, number := range b.plan.cases {
		for _, trigger := range b.Suite.Cases[number].triggers() {
			c := casing{number: number, trigger: trigger}
			if at := trigger.StampNanos; at != 0 && last != 0 && (at < first-stampLead || at > last) {
				c.doubtful = true
				b.asked = append(b.asked, casing{number: number, scout: true})
			}
			b.asked = append(b.asked, c)
		}
	}
}

// isNoQuestion hears of the moment of a query, and whether it is not to be asked.
func (b *bagRun) isNoQuestion(query int, stampNanos int64) bool {
	c := &b.asked[query]
	switch {
	case c.scout:
		c.firstNanos = stampNanos
	case c.doubtful:
		c.early = b.asked[query-1].firstNanos > c.trigger.StampNanos
	}
	return c.scout || c.early
}

// sortOut takes what the recording does not hold out of what was asked; err and a damage leave open how far it would have gone.
func (b *bagRun) sortOut(err error) {
	var asked []casing
	for _, c := range b.asked {
		switch unreached := c.doubtful && !c.placed && err == nil && b.result.Damage == ""; {
		case c.scout:
		case c.early, unreached:
			b.outside = append(b.outside, c)
		default:
			asked = append(asked, c)
		}
	}
	b.asked = asked
}
