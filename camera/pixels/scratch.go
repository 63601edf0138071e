package pixels

// scratch is what one worker needs besides the pictures; it keeps its buffers from one picture to the next.
type scratch struct {
	// ring holds the narrowed rows that the next outputs may need: row y in slot y modulo slots.
	ring  []byte
	slots int
	// held says which source row a slot holds; -1 for none.
	held []int
	rows [][]byte
	sums []int64
	// wide takes two rows that are blended before they are narrowed, spare the row below the last.
	wide  [2][]byte
	spare []byte

	toPicture pictureTarget
	toRows    rowTarget
}

func (s *scratch) begin(p *plan) {
	s.slots = 1
	if p.vertical != nil {
		s.slots = p.vertical.widest
	}
	length, wide := p.toWidth*channels, p.fromWidth*channels
	s.ring = grown(s.ring, s.slots*length)
	s.held = grown(s.held, s.slots)
	for i := range s.held {
		s.held[i] = -1
	}
	s.rows = grown(s.rows, s.slots)
	s.sums = grown(s.sums, length)
	if p.verticalFirst() {
		s.sums = grown(s.sums, wide)
		for i := range s.wide {
			s.wide[i] = grown(s.wide[i], wide)
		}
	}
	s.spare = grown(s.spare, length)
}

// narrowed gives source row y after the horizontal pass; it is valid until slots further rows have been asked for.
func (s *scratch) narrowed(p *plan, source *Picture, y int) []byte {
	if p.horizontal == nil {
		return source.row(y)
	}
	slot, length := y%s.slots, p.toWidth*channels
	row := s.ring[slot*length:][:length]
	if s.held[slot] != y {
		across(row, source.row(y), p.horizontal)
		s.held[slot] = y
	}
	return row
}
