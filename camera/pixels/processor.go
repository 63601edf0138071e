package pixels

import (
	"fmt"
	"runtime"
)

// maximumPlans bounds the weights that are kept for sizes seen before.
const maximumPlans = 64

// Processor makes batches by one spec. It keeps its weights and buffers; one goroutine uses it at a time.
type Processor struct {
	spec    Spec
	table   *table
	plans   map[resize]*plan
	scratch []scratch
	crew    *crew
	jobs    []job
	bands   int
	// redFirst and blueFirst are how the vector code writes patches; nil where it does not.
	redFirst, blueFirst *patchWork
}

// job is one resize of one view.
type job struct {
	plan   *plan
	source *Picture
	target *Picture
	// rows is set instead of target where pixel rows are made.
	rows []float32
	grid Grid
}

// NewProcessor checks the spec; workers 0 takes one for each core.
func NewProcessor(spec Spec, workers int) (*Processor, error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	p := &Processor{spec: spec, table: newTable(spec.Mean, spec.Std), plans: map[resize]*plan{}, scratch: make([]scratch, workers)}
	p.redFirst, p.blueFirst = newPatchWork(&p.spec, p.table, false), newPatchWork(&p.spec, p.table, true)
	p.crew = newCrew(workers, p.work)
	return p, nil
}

// Process makes the batch of one view set. The pictures are only read; the batch keeps no reference to them.
func (p *Processor) Process(pictures []Picture, batch *Batch) error {
	for i := range pictures {
		if err := pictures[i].check(); err != nil {
			return fmt.Errorf("view %d: %w", i, err)
		}
	}
	if len(pictures) == 0 {
		return fmt.Errorf("view pixels: no views")
	}
	sized := p.size(pictures, batch)
	if err := p.makeRows(sized, batch); err != nil {
		return err
	}
	return p.makeScenes(pictures, sized, batch)
}

// size brings the pictures to the size that the model was trained with.
func (p *Processor) size(pictures []Picture, batch *Batch) []Picture {
	if p.spec.Resize == nil {
		return pictures
	}
	to := p.spec.Resize
	batch.sized = grown(batch.sized, len(pictures))
	p.jobs = p.jobs[:0]
	for i := range pictures {
		batch.sized[i].Resize(to.Width, to.Height)
		batch.sized[i].BlueFirst = pictures[i].BlueFirst
		r := resize{pictures[i].Width, pictures[i].Height, to.Width, to.Height, 0, to.Height, to.Resampling}
		p.jobs = append(p.jobs, job{plan: p.plan(r), source: &pictures[i], target: &batch.sized[i]})
	}
	p.runJobs()
	return batch.sized
}

func (p *Processor) makeRows(sized []Picture, batch *Batch) error {
	p.jobs = p.jobs[:0]
	for i := range sized {
		width, height, err := p.spec.WholePatches(sized[i].Width, sized[i].Height)
		if err != nil {
			return fmt.Errorf("view %d: %w", i, err)
		}
		grid := Grid{1, height / p.spec.Patch, width / p.spec.Patch}
		if i > 0 && grid != batch.Grid {
			return fmt.Errorf("view %d has %d×%d patches, the views before it %d×%d: views of one question must have one size", i, grid.Width, grid.Height, batch.Grid.Width, batch.Grid.Height)
		}
		batch.Grid = grid
		r := resize{sized[i].Width, sized[i].Height, width, height, 0, height, p.spec.Resampling}
		p.jobs = append(p.jobs, job{plan: p.plan(r), source: &sized[i], grid: grid})
	}
	numbers := batch.Grid.Patches() * p.spec.RowLength()
	batch.Rows = grown(batch.Rows, numbers*len(sized))
	for i := range p.jobs {
		p.jobs[i].rows = batch.Rows[i*numbers : (i+1)*numbers]
	}
	p.runJobs()
	return nil
}

func (p *Processor) makeScenes(pictures, sized []Picture, batch *Batch) error {
	batch.Scenes, batch.Mappings = batch.Scenes[:0], batch.Mappings[:0]
	if p.spec.Scene == nil {
		return nil
	}
	batch.Scenes, batch.Mappings = grown(batch.Scenes, len(sized)), grown(batch.Mappings, len(sized))
	p.jobs = p.jobs[:0]
	for i := range sized {
		r, err := p.spec.Scene.sceneResize(sized[i].Width, sized[i].Height)
		if err != nil {
			return fmt.Errorf("view %d: %w", i, err)
		}
		if i > 0 && r.height != batch.Scenes[0].Height {
			return fmt.Errorf("view %d has a scene picture %d high, the first %d: views of one question must have one size", i, r.height, batch.Scenes[0].Height)
		}
		batch.Scenes[i].Resize(r.toWidth, r.height)
		width, height := pictures[i].CameraSize()
		batch.Mappings[i] = sceneMapping(r, width, height)
		p.jobs = append(p.jobs, job{plan: p.plan(r), source: &sized[i], target: &batch.Scenes[i]})
	}
	p.runJobs()
	return nil
}

func (p *Processor) plan(r resize) *plan {
	if known, ok := p.plans[r]; ok {
		return known
	}
	if len(p.plans) >= maximumPlans {
		clear(p.plans)
	}
	made := newPlan(r, hasVectors())
	p.plans[r] = made
	return made
}

// runJobs splits the views into bands of rows if there are too few views to keep the workers equally busy.
func (p *Processor) runJobs() {
	workers := len(p.scratch)
	p.bands = 1
	for p.bands*len(p.jobs)%workers != 0 && p.bands*len(p.jobs) < 4*workers {
		p.bands++
	}
	p.crew.do(len(p.jobs) * p.bands)
}

// work does one band of one job. Bands end between rows of patches and between pairs of rows.
func (p *Processor) work(worker, task int) {
	j, s := &p.jobs[task/p.bands], &p.scratch[worker]
	unit := 2
	if j.target == nil {
		unit *= p.spec.Patch
	}
	band, units := task%p.bands, (j.plan.height+unit-1)/unit
	first, last := units*band/p.bands*unit, min(units*(band+1)/p.bands*unit, j.plan.height)
	if j.target != nil {
		s.toPicture = pictureTarget{j.target, j.source.BlueFirst != j.target.BlueFirst}
		j.plan.run(j.source, &s.toPicture, first, last, s)
		return
	}
	s.toRows.begin(p, j)
	j.plan.run(j.source, &s.toRows, first, last, s)
}
