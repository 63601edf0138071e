package reasoning

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// Seen is views after the vision tower; several questions may share it, and nothing needs closing. It keeps the views'
// pictures, which must stay as they are while it is used, and what the scenes about them have in common.
type Seen struct {
	views Views
	// embeddings are the bytes of [views · image tokens, hidden] numbers of the bundle's type.
	embeddings  []byte
	imageTokens int
	took        time.Duration
	layers      layers
}

// Took is how long the vision tower worked.
func (s *Seen) Took() time.Duration { return s.took }

// isLike says whether geometry and scenes of both can be worked out together.
func (s *Seen) isLike(other *Seen) bool {
	return len(s.views.Labels) == len(other.views.Labels) && s.views.PictureWidth == other.views.PictureWidth && s.views.PictureHeight == other.views.PictureHeight
}

// see runs the vision graph on all views in one batch; it keeps the pictures, and the pixel rows only while it runs.
func (e *Engine) see(ctx context.Context, views Views) (seen *Seen, err error) {
	description := &e.bundle.Description
	if err := views.check(description); err != nil {
		return nil, fmt.Errorf("views: %w", err)
	}
	count, tokens := len(views.Labels), views.imageTokens(description)
	rows := int64(count * views.patches())
	hidden := description.Decoder.Hidden
	seen = &Seen{views: views, imageTokens: tokens, embeddings: make([]byte, count*tokens*hidden*e.real.Size())}
	seen.views.PixelRows = nil
	grid := make([]int64, 0, 3*count)
	for range count {
		grid = append(grid, int64(views.GridTime), int64(views.GridHeight), int64(views.GridWidth))
	}
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	grids := list.add(onnx.Borrow(onnx.Int64, grid, int64(count), 3))
	embeddings := list.add(onnx.Borrow(e.real, seen.embeddings, int64(count*tokens), int64(hidden)))
	if list.failure != nil {
		return nil, fmt.Errorf("views: %w", list.failure)
	}
	if err := take(ctx, e.looking); err != nil {
		return nil, err
	}
	defer func() { e.looking <- struct{}{} }()
	pixels := list.add(e.pixels(views.PixelRows, rows, int64(rowLength(description))))
	if list.failure != nil {
		return nil, fmt.Errorf("views: %w", list.failure)
	}
	began := time.Now()
	if err := e.graphs.vision.Run(ctx, []*onnx.Tensor{pixels, grids}, []*onnx.Tensor{embeddings}); err != nil {
		return nil, fmt.Errorf("see: %w", err)
	}
	seen.took = time.Since(began)
	return seen, nil
}

// pixels lends the rows to the graph as they are, or puts them, rounded to its type, into memory that the device reads fastest and that is
// used again; the caller has the turn to look.
func (e *Engine) pixels(rows []float32, count, length int64) (*onnx.Tensor, error) {
	if e.real == onnx.Float32 && !e.choice.Place.Pins() {
		return onnx.Borrow(e.real, rows, count, length)
	}
	if e.staged == nil || e.staged.Size() < len(rows)*e.real.Size() {
		made, err := e.choice.Place.Stage(e.real, count, length)
		if err != nil {
			return nil, err
		}
		if err := e.staged.Close(); err != nil {
			return nil, errors.Join(err, made.Close())
		}
		e.staged = made
	}
	tensor, err := e.staged.View(count, length)
	if err != nil {
		return nil, err
	}
	return tensor, fill(tensor, rows)
}
