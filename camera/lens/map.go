package lens

// outside is the place of pixels that are not in the source.
const outside = -10_000

// Map says for each pixel of a picture, row by row, where in another it is found; far outside if nowhere.
type Map struct {
	Width, Height int
	X, Y          []float32
}

// NewMap leads from the pixels of one lens to those of the picture that another sees from the same place, as from a pinhole to the bent picture that
// is to be straightened. It is worked out once a camera.
func NewMap(pictured, source *Lens) Map {
	m := Map{Width: pictured.Width, Height: pictured.Height, X: make([]float32, pictured.Width*pictured.Height), Y: make([]float32, pictured.Width*pictured.Height)}
	for i := range m.X {
		m.X[i], m.Y[i] = outside, outside
		ray, ok := pictured.Ray(float64(i%m.Width), float64(i/m.Width))
		if !ok {
			continue
		}
		if x, y, ok := source.Pixel(ray); ok && source.Contains(x, y) {
			m.X[i], m.Y[i] = float32(x), float32(y)
		}
	}
	return m
}
