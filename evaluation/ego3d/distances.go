package ego3d

import "math"

// Distances are the errors of one category of distances, in metres. A root mean square is null where there is nothing to
// take it of.
type Distances struct {
	// Official is the public scorer's figure, over the Counted predictions that it uses; Dropped is how many it passes over.
	Official *float64 `json:"official_rmse_metres"`
	Counted  int      `json:"counted"`
	Dropped  int      `json:"dropped"`
	// WithDropped takes each dropped one for 100 m.
	WithDropped *float64 `json:"with_dropped_rmse_metres"`
	// Floor is that of always answering the mean of the true distances.
	Floor *float64 `json:"always_the_mean_rmse_metres"`
}

// distanceTally counts towards distances.
type distanceTally struct {
	dropped         int
	official, whole []float64
	truths          []float64
}

func (t *distanceTally) add(r Response) {
	metres, used := OfficialNumber(r.Processed)
	if used {
		t.official = append(t.official, metres-r.Metres)
	} else {
		t.dropped++
		metres = maximumMetres
	}
	t.whole = append(t.whole, metres-r.Metres)
	t.truths = append(t.truths, r.Metres)
}

func (t *distanceTally) distances() *Distances {
	mean := 0.0
	for _, truth := range t.truths {
		mean += truth / float64(len(t.truths))
	}
	away := make([]float64, len(t.truths))
	for i, truth := range t.truths {
		away[i] = mean - truth
	}
	return &Distances{Official: rootMeanSquare(t.official), Counted: len(t.official), Dropped: t.dropped,
		WithDropped: rootMeanSquare(t.whole), Floor: rootMeanSquare(away)}
}

func rootMeanSquare(errors []float64) *float64 {
	if len(errors) == 0 {
		return nil
	}
	sum := 0.0
	for _, e := range errors {
		sum += e * e
	}
	root := math.Sqrt(sum / float64(len(errors)))
	return &root
}
