package pixels

// scratch is what one worker needs besides the pictures; it keeps its buffers from one picture to the next.
type scratch struct {
	// ring holds the narrowed rows that the next outputs may need: row y in slot y modulo slots.
	ring  []byte
	slots int
	// held says which source row a slot holds; -1 for none.
	held []int
	// rows are those that are blended next, pointers the same in pairs.
	rows     [][]byte
	pointers []*byte
	sums     []int64
	// wide takes two rows that are blended before they are narrowed, spare the row below the last, edges the last rows
	// of a picture, which have too little after them to read.
	wide, edges [2][]byte
	spare       []byte

	toPicture pictureTarget
	toRows    rowTarget
}

func (s *scratch) begin(p *plan) {
	widest := 0
	if p.vertical != nil {
		widest = p.vertical.widest
	}
	// Rows are narrowed by twos: one more than is blended.
	s.slots = widest + 1
	length, wide := p.toWidth*channels, p.fromWidth*channels
	s.ring = grown(s.ring, s.slots*length)
	s.held = grown(s.held, s.slots)
	for i := range s.held {
		s.held[i] = -1
	}
	s.rows = grown(s.rows, widest)
	s.pointers = grown(s.pointers, widest+1)
	s.sums = grown(s.sums, max(length, wide))
	s.spare = grown(s.spare, length)
	for i := range s.wide {
		s.wide[i] = grown(s.wide[i], wide+overread)
		s.edges[i] = grown(s.edges[i], wide+overread)
	}
}

// narrowed gives source row y after the horizontal pass; it is valid until slots-1 further rows have been asked for.
func (s *scratch) narrowed(p *plan, source *Picture, y int) []byte {
	if p.horizontal == nil {
		return source.row(y)
	}
	if s.held[y%s.slots] != y {
		next := min(y+1, source.Height-1)
		to := s.slot(p, next)
		if next == y {
			to = s.spare
		} else {
			s.held[next%s.slots] = next
		}
		p.horizontal.across(s.slot(p, y), to, s.readable(source, y), s.readable(source, next))
		s.held[y%s.slots] = y
	}
	return s.slot(p, y)
}

func (s *scratch) slot(p *plan, y int) []byte {
	length := p.toWidth * channels
	return s.ring[y%s.slots*length:][:length]
}

// readable gives a row of a picture with overread bytes after it; it is valid until the row after the next is asked for.
func (s *scratch) readable(source *Picture, y int) []byte {
	start := y * source.stride()
	end := start + source.Width*channels
	if end+overread <= len(source.Pixels) {
		return source.Pixels[start : end+overread]
	}
	edge := s.edges[y%2]
	copy(edge, source.Pixels[start:end])
	return edge
}
