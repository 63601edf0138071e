package decode

// generator is SplitMix64: small, fast and the same for a seed on every machine and in every version of Go.
type generator struct{ state uint64 }

func (g *generator) next() uint64 {
	g.state += 0x9e3779b97f4a7c15
	z := g.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is a number from 0 up to, not including, 1.
func (g *generator) unit() float64 { return float64(g.next()>>11) / (1 << 53) }
