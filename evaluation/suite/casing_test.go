package suite

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
)

// outcomesOf runs a suite over the sample and the recordings in a folder: recording, case and what failed, and how many questions the model was asked.
func outcomesOf(t *testing.T, folder, text string) (got []string, asked int) {
	t.Helper()
	runner, model := newRunner(t, write(t, filepath.Join(folder, "suite.yaml"), text))
	results, err := runner.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range results.Bags {
		for _, o := range b.Outcomes {
			got = append(got, filepath.Base(b.Name)+" "+o.Case+": "+strings.Join(o.Failures(), ", "))
		}
	}
	return got, model.asked
}

// TestAStampThatNoRecordingHoldsIsSaid has a stamp that lies in one of two recordings, and one that lies in none.
func TestAStampThatNoRecordingHoldsIsSaid(t *testing.T) {
	folder := t.TempDir()
	// Its first message arrived after the first moment's stamp.
	rewrite(t, filepath.Join(folder, "images.mcap"), "", nil)
	got, _ := outcomesOf(t, folder, fmt.Sprintf(`
config: %s
settings: {cameras: []}
bags: [%s, images.mcap]
cases:
- {name: first, at: 2026-01-01T00:00:00.501702323Z, ask: 'In which image is the door? A. image 1 B. image 2'}
- {name: held, at: 2026-01-01T00:00:04.2Z, ask: 'In which image is the door? A. image 1 B. image 2'}
- {name: unheld, at: [2027-01-01T00:00:00Z, 0s], ask: 'In which image is the door? A. image 1 B. image 2'}
`, absolute(t, sample+"thinker3d.yaml"), absolute(t, sample)+"/room*.mcap"))
	want := []string{"room.mcap first: ", "room.mcap held: ", "room.mcap unheld: it was not asked: no recording holds the stamp 2027-01-01T00:00:00Z", "room.mcap unheld: ",
		"room_raw.mcap first: ", "room_raw.mcap unheld: ", "images.mcap first: ", "images.mcap held: ", "images.mcap unheld: "}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("outcomes %q, want %q", got, want)
	}
}

// TestASimulatedStampIsFound has a recording that was stamped by a clock of its own, among one of the same log times.
func TestASimulatedStampIsFound(t *testing.T) {
	folder, codec := t.TempDir(), cdr.For[msgs.CompressedImage]()
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	rewrite(t, filepath.Join(folder, "simulated.mcap"), "", func(data []byte) []byte {
		var image msgs.CompressedImage
		if err := codec.Unmarshal(data, &image); err != nil {
			t.Fatal(err)
		}
		image.Header.Stamp = msgs.TimeFromNanos(image.Header.Stamp.Nanos() - begin + time.Minute.Nanoseconds())
		return codec.Marshal(nil, &image)
	})
	got, asked := outcomesOf(t, folder, fmt.Sprintf(`
config: %s
settings: {cameras: []}
bags: [%s, simulated.mcap]
cases:
- {name: held, at: 1970-01-01T00:01:02Z, ask: 'In which image is the door? A. image 1 B. image 2'}
- {name: early, at: 1970-01-01T00:00:30Z, ask: 'In which image is the door? A. image 1 B. image 2'}
- {name: late, at: 1970-01-01T00:02:00Z, ask: 'In which image is the door? A. image 1 B. image 2'}
`, absolute(t, sample+"thinker3d.yaml"), absolute(t, sample+"room.mcap")))
	want := []string{"room.mcap early: it was not asked: no recording holds the stamp 1970-01-01T00:00:30Z",
		"room.mcap late: it was not asked: no recording holds the stamp 1970-01-01T00:02:00Z", "simulated.mcap held: "}
	if fmt.Sprint(got) != fmt.Sprint(want) || asked != 1 {
		t.Errorf("%d questions, outcomes %q, want %q", asked, got, want)
	}
}
