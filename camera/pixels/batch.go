package pixels

// Grid counts patches of one view: in time, height and width.
type Grid struct {
	Temporal, Height, Width int
}

// Patches is the number of pixel rows of one view.
func (g Grid) Patches() int { return g.Temporal * g.Height * g.Width }

// Batch is what the model takes of one view set. Its buffers are kept from one view set to the next.
type Batch struct {
	// Rows are the pixel rows of all views, [views × Grid.Patches(), 3 × temporal × patch × patch]; the patches of a
	// merge group follow each other. Memory that is here before, such as an accelerator's pinned one, is written in place
	// if it is large enough.
	Rows []float32
	// Grid is that of each view.
	Grid Grid
	// Scenes are what the geometry model sees, all of one size; empty if the spec has no scene.
	Scenes []Picture
	// Mappings lead from each scene picture back to the camera's picture.
	Mappings []Mapping

	// sized are the pictures after the first resize.
	sized []Picture
}
