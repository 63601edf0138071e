package node

import "github.com/thinker3d/thinker3d/msgs"

// outcome is what became of a question that a worker had: the answer's status and times, the moment that it was about, nil if it was
// refused, and what became of its scene.
type outcome struct {
	// job is the number of the job.
	job    uint64
	moment *moment
	status uint8
	took   msgs.Timings
	placed placement
}
