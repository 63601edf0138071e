package main

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// look makes pixel rows of the messages of one moment, as the node does: messages are decoded side by side, then all are resized.
type look struct {
	raw       []msgs.Image
	files     []msgs.CompressedImage
	decoders  []camera.Decoder
	pictures  []pixels.Picture
	processor *pixels.Processor
	batch     pixels.Batch
}

func newLook(r *result, files []string) (*look, error) {
	camera.KeepToOneThread()
	processor, err := pixels.NewProcessor(spec(), r.Threads)
	if err != nil {
		return nil, err
	}
	l := &look{decoders: make([]camera.Decoder, r.Threads), pictures: make([]pixels.Picture, r.Views), processor: processor}
	for i := range r.Views {
		if len(files) == 0 {
			l.raw = append(l.raw, msgs.Image{Encoding: "rgb8", Width: uint32(r.Width), Height: uint32(r.Height), Step: uint32(3 * r.Width), Data: picture(r.Width, r.Height, i)})
			continue
		}
		r.Kind = "jpeg"
		data, err := os.ReadFile(files[i%len(files)])
		if err != nil {
			return nil, err
		}
		if r.Width, r.Height, err = camera.FileSize(data); err != nil {
			return nil, err
		}
		l.files = append(l.files, msgs.CompressedImage{Format: "jpeg", Data: data})
	}
	return l, nil
}

func (l *look) make() error {
	failures := make([]error, len(l.pictures))
	l.sideBySide(func(worker, view int) { failures[view] = l.decode(worker, view) })
	if err := errors.Join(failures...); err != nil {
		return err
	}
	return l.processor.Process(l.pictures, &l.batch)
}

func (l *look) decode(worker, view int) error {
	if l.files != nil {
		return l.decoders[worker].Compressed(&l.files[view], &l.pictures[view])
	}
	_, err := l.decoders[worker].Lend(&l.raw[view], &l.pictures[view])
	return err
}

func (l *look) sideBySide(do func(worker, view int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for worker := range min(len(l.decoders), len(l.pictures)) {
		wait.Go(func() {
			for view := int(next.Add(1)) - 1; view < len(l.pictures); view = int(next.Add(1)) - 1 {
				do(worker, view)
			}
		})
	}
	wait.Wait()
}

// touch reads every message into a block that stays in the cache, and clears every row.
func (l *look) touch() {
	const block = 1 << 16
	blocks := make([]byte, len(l.decoders)*block)
	rows := len(l.batch.Rows) / len(l.pictures)
	l.sideBySide(func(worker, view int) {
		var data []byte
		if l.files != nil {
			data = l.files[view].Data
		} else {
			data = l.raw[view].Data
		}
		to := blocks[worker*block:][:block]
		for len(data) > 0 {
			data = data[copy(to, data):]
		}
		clear(l.batch.Rows[view*rows:][:rows])
	})
}
