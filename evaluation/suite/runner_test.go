package suite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/definition"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/topics/bag"
)

const sample = "../../e2e/sample/"

var errPulled = errors.New("the plug was pulled")

// counting is the real engine; it counts the questions, and ends the run before one of them.
type counting struct {
	*reasoning.Engine
	mutex sync.Mutex
	asked int
	// last is the question before which pull is called; 0 is none.
	last int
	pull func(error)
}

func (c *counting) Reason(ctx context.Context, request reasoning.Request, listener reasoning.Listener) (reasoning.Reply, error) {
	c.mutex.Lock()
	if c.asked++; c.asked == c.last {
		c.pull(errPulled)
	}
	c.mutex.Unlock()
	return c.Engine.Reason(ctx, request, listener)
}

var engine = sync.OnceValues(func() (*reasoning.Engine, error) {
	cfg, err := config.Load(sample + "thinker3d.yaml")
	if err != nil {
		return nil, err
	}
	return reasoning.Open(cfg.Reasoning)
})

func newRunner(t *testing.T, path string) (Runner, *counting) {
	t.Helper()
	if os.Getenv(reasoning.LibraryVariable) == "" {
		t.Skip(reasoning.LibraryVariable + " is not set: it must name libonnxruntime.so (make test sets it)")
	}
	real, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(s.ConfigPath(), s.Settings)
	if err != nil {
		t.Fatal(err)
	}
	model := &counting{Engine: real}
	return Runner{Suite: s, Config: cfg, Model: model, Workers: 2, Log: zap.NewNop()}, model
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// rewrite copies the pictures of the sample's recording with other data of one topic, or of all if it is "" and change is not nil.
func rewrite(t *testing.T, to, topic string, change func(data []byte) []byte) {
	t.Helper()
	reader, err := bag.Open(t.Context(), sample+"room.mcap")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	text, err := definition.Of[msgs.CompressedImage]()
	if err != nil {
		t.Fatal(err)
	}
	writer, err := bag.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	types := reader.Types()
	for {
		received, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if types[received.Topic] != (msgs.CompressedImage{}).ROSType() {
			continue
		}
		data := received.Data
		if received.Topic == topic || topic == "" && change != nil {
			data = change(data)
		}
		err = writer.Write(bag.Record{Topic: received.Topic, Type: types[received.Topic], Definition: text, LogNanos: received.ReceiveNanos, PublishNanos: received.SourceNanos, Data: data})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
}

// withoutPicture is a message of a camera whose picture is none.
func withoutPicture(t *testing.T) func([]byte) []byte {
	codec := cdr.For[msgs.CompressedImage]()
	return func(data []byte) []byte {
		var image msgs.CompressedImage
		if err := codec.Unmarshal(data, &image); err != nil {
			t.Fatal(err)
		}
		image.Data = []byte("this is no picture")
		return codec.Marshal(nil, &image)
	}
}

// TestBadRecordingsFailTheirCasesAlone has one that is not there, one that is none, one without a camera's pictures, two with the
// tail cut off, and a good one.
func TestBadRecordingsFailTheirCasesAlone(t *testing.T) {
	folder := t.TempDir()
	whole, err := os.ReadFile(sample + "room.mcap")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "cut.mcap"), string(whole[:len(whole)*9/10]))
	write(t, filepath.Join(folder, "stub.mcap"), string(whole[:len(whole)/10]))
	write(t, filepath.Join(folder, "text.mcap"), "this is no recording")
	rewrite(t, filepath.Join(folder, "blind.mcap"), "/camera/left/image_raw/compressed", withoutPicture(t))
	rewrite(t, filepath.Join(folder, "garbled.mcap"), "/camera/left/image_raw/compressed", func([]byte) []byte { return []byte{0, 1, 0, 0, 9} })
	runner, _ := newRunner(t, write(t, filepath.Join(folder, "suite.yaml"), fmt.Sprintf(`
config: %s
bags: [gone.mcap, text.mcap, blind.mcap, garbled.mcap, cut.mcap, stub.mcap, %s]
cases:
- {name: first, ask: 'In which image is the door? A. image 1 B. image 2', expect: {latency: 1h}}
- {name: late, at: 2026-01-01T00:00:03.9Z, ask: 'In which image is the door? A. image 1 B. image 2'}
- {name: never, at: 2027-01-01T00:00:00Z, ask: 'In which image is the door?'}
- {name: unheard, on_message: /bump, ask: 'In which image is the door?'}
`, absolute(t, sample+"thinker3d.yaml"), absolute(t, sample+"room.mcap"))))
	results, err := runner.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		trouble, damage string
		failures        map[string]string
	}{
		{"gone.mcap", "", map[string]string{"first": "gone.mcap", "late": "gone.mcap", "never": "gone.mcap", "unheard": "gone.mcap"}},
		{"text.mcap", "", map[string]string{"first": "text.mcap", "late": "text.mcap", "never": "text.mcap", "unheard": "text.mcap"}},
		{"", "", map[string]string{"first": "camera left", "late": "camera left", "unheard": "no moment came"}},
		{"no question was asked", "", map[string]string{"first": "left: 19 frames, 19 unreadable", "late": "unreadable", "never": "unreadable", "unheard": "unreadable"}},
		{"", "is damaged at byte", map[string]string{"first": "", "unheard": "is damaged", "late": "is damaged", "never": "is damaged"}},
		{"no topic", "is damaged at byte", map[string]string{"first": "no topic", "late": "no topic", "never": "no topic", "unheard": "no topic"}},
		{"", "", map[string]string{"first": "", "late": "", "unheard": "no moment came"}},
	} {
		got := results.Bags[i]
		if !strings.Contains(got.Trouble, want.trouble) || !strings.Contains(got.Damage, want.damage) || (want.damage == "") != (got.Damage == "") {
			t.Errorf("%s: trouble %q, damage %q", got.Name, got.Trouble, got.Damage)
		}
		if len(got.Outcomes) != len(want.failures) {
			t.Errorf("%s: %d outcomes, want %d", got.Name, len(got.Outcomes), len(want.failures))
		}
		for _, o := range got.Outcomes {
			failures := strings.Join(o.Failures(), "\n")
			if what := want.failures[o.Case]; (what == "") != (failures == "") || !strings.Contains(failures, what) {
				t.Errorf("%s, %s: failures %q, want %q", got.Name, o.Case, failures, what)
			}
		}
	}
	if counts := results.Counts(); counts.Damaged != 2 || counts.Failed != 23 {
		t.Errorf("counts %+v", counts)
	}
}

const resumed = `
config: %s
bags: %s
cases:
- {name: often, every: 1s, ask: 'In which image is the door? A. image 1 B. image 2 C. image 3 D. image 4'}
- {name: twice, at: [0s, 1ms], ask: 'In which image is the bookshelf? A. image 1 B. image 2 C. image 3 D. image 4', expect: {same: 2}}
`

// TestItGoesOnWhereItWasCutOff cuts a run off in the middle of a question, and then cuts the journal's last line.
func TestItGoesOnWhereItWasCutOff(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "suite.yaml"), fmt.Sprintf(resumed, absolute(t, sample+"thinker3d.yaml"), absolute(t, sample+"room.mcap")))
	runner, model := newRunner(t, path)
	whole, err := runner.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Four seconds give four moments; the second case's two times fall on one moment, which is asked about twice.
	if all := model.asked; all != 6 || whole.Counts() != (Counts{Asked: 5}) {
		t.Fatalf("%d questions, %+v", all, whole.Counts())
	}
	if _, err := os.Stat(runner.Suite.JournalPath()); !os.IsNotExist(err) {
		t.Errorf("the journal is left after the end: %v", err)
	}
	ctx, pull := context.WithCancelCause(t.Context())
	runner, model = newRunner(t, path)
	model.last, model.pull = 5, pull
	if _, err := runner.Run(ctx); !errors.Is(err, errPulled) {
		t.Fatalf("error %v", err)
	}
	journal, err := os.OpenFile(runner.Suite.JournalPath(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.WriteString(`{"key":{"bag":`); err != nil {
		t.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	runner, model = newRunner(t, path)
	after, err := runner.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Asked before: the first moment's question, the pair of the second case, and one moment more.
	if model.asked != 2 || after.Resumed != 3 {
		t.Errorf("%d questions were asked again, %d outcomes were known", model.asked, after.Resumed)
	}
	if got, want := timeless(t, after), timeless(t, whole); got != want {
		t.Errorf("the outcomes are others:\n%s\n%s", got, want)
	}
}

// timeless are the results as text without what is told of times and of the interruption.
func timeless(t *testing.T, results *Results) string {
	t.Helper()
	results.Resumed = 0
	for _, b := range results.Bags {
		for _, o := range b.Outcomes {
			if o.Report != nil {
				o.Report.Seconds.Vision, o.Report.Seconds.Prefill, o.Report.Seconds.Text, o.Report.Seconds.Scene = 0, 0, 0, 0
			}
		}
	}
	text, err := json.Marshal(results)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAnotherSuiteBeginsAnew changes what the answers hang on.
func TestAnotherSuiteBeginsAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	for _, c := range []struct {
		identity string
		known    int
	}{{"a", 0}, {"a", 1}, {"a", 2}, {"b", 0}, {"b", 1}} {
		j, err := openJournal(path, c.identity)
		if err != nil {
			t.Fatal(err)
		}
		if len(j.known) != c.known {
			t.Errorf("identity %s: %d outcomes known, want %d", c.identity, len(j.known), c.known)
		}
		if err := j.add(journalKey{Case: fmt.Sprint(c.known)}, Outcome{Case: "x"}); err != nil {
			t.Fatal(err)
		}
		if err := j.finish(false); err != nil {
			t.Fatal(err)
		}
	}
}

// TestALateStartKnowsTheRobotsFrames begins after the only message of /tf_static, without which there are no metres.
func TestALateStartKnowsTheRobotsFrames(t *testing.T) {
	runner, _ := newRunner(t, write(t, filepath.Join(t.TempDir(), "suite.yaml"), fmt.Sprintf(`
config: %s
settings: {scene: {target_frame: odom, ground_height: 0.0}, rig: {geometry: known}}
bags: %s
start: 2s
duration: 700ms
cases:
- {name: metres, every: 400ms, ask: 'In which image is the door? A. image 1 B. image 2', expect: {obstacle: [{from: [-9, -9, -9], to: [9, 9, 9]}]}}
`, absolute(t, sample+"thinker3d.yaml"), absolute(t, sample+"room.mcap"))))
	results, err := runner.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outcomes := results.Bags[0].Outcomes
	if len(outcomes) != 2 || outcomes[0].Stamp() < "2026-01-01T00:00:02" || outcomes[1].Stamp() > "2026-01-01T00:00:02.7" {
		t.Fatalf("outcomes %+v", outcomes)
	}
	for _, o := range outcomes {
		if !o.Held() || o.Scene == nil || !o.Scene.Metric || len(o.Views) != 4 {
			t.Errorf("%s: %v, scene %v, %d views", o.Stamp(), o.Failures(), o.Scene, len(o.Views))
		}
	}
}

// TestWorkersChangeNothing has five recordings of which two have other cameras' pictures, read one after another and four at once.
func TestWorkersChangeNothing(t *testing.T) {
	folder := t.TempDir()
	for i, from := range []string{"room.mcap", "room_raw.mcap", "room.mcap", "room_raw.mcap", "room.mcap"} {
		if err := os.Symlink(absolute(t, sample+from), filepath.Join(folder, fmt.Sprintf("drive%d.mcap", i))); err != nil {
			t.Fatal(err)
		}
	}
	path := write(t, filepath.Join(folder, "suite.yaml"), fmt.Sprintf(`
config: %s
settings: {cameras: [], scene: {target_frame: odom, ground_height: 0.0}}
bags: drive*.mcap
cases:
- {name: all, every: 2s, ask: 'In which image is the door? A. image 1 B. image 2 C. image 3 D. image 4'}
- {name: two, cameras: [camera/left, camera/front], ask: 'In which image is the bookshelf? A. image 1 B. image 2'}
`, absolute(t, sample+"thinker3d.yaml")))
	var first string
	for _, workers := range []int{1, 4} {
		runner, model := newRunner(t, path)
		runner.Workers = workers
		results, err := runner.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if counts := results.Counts(); counts.Asked != 15 || counts.Failed != 0 || model.asked != 15 {
			t.Errorf("%d workers: %+v, %d questions", workers, counts, model.asked)
		}
		text := timeless(t, results)
		if workers == 1 {
			first = text
		} else if text != first {
			t.Errorf("%d workers give other results", workers)
		}
	}
}
