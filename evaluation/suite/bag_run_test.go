package suite

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/topics/bag"
)

// TestWhatWasNotAskedToTheEndFails has a recording end early, after its first moment.
func TestWhatWasNotAskedToTheEndFails(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"its end":  {nil, []string{"late it was not asked: no moment came at its time"}},
		"a damage": {fmt.Errorf("read bag: %w", &bag.DamageError{Path: "a", Offset: 7, Err: errors.New("cut")}), []string{"late it was not asked: read bag: bag a is damaged at byte 7 (0 messages read before): cut"}},
		"another fault": {errors.New("read bag: the disk is gone"), []string{
			"often it was not asked to the end: read bag: the disk is gone", "late it was not asked: read bag: the disk is gone"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := bagRun{Runner: &Runner{Suite: &Suite{Cases: []Case{{Name: "once"}, {Name: "often"}, {Name: "late"}}}}, asked: []casing{
				{number: 0, placed: true}, {number: 1, placed: true, trigger: node.Trigger{Every: time.Second}}, {number: 2, trigger: node.Trigger{After: time.Hour}}}}
			b.leave(c.err)
			var got []string
			for _, o := range b.result.Outcomes {
				got = append(got, o.Case+" "+o.Trouble)
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("outcomes %q, want %q", got, c.want)
			}
		})
	}
}
