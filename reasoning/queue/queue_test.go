package queue

import (
	"slices"
	"testing"
	"time"
)

type added struct {
	item     string
	priority int
	client   string
}

func TestOrder(t *testing.T) {
	cases := map[string]struct {
		added []added
		want  []string
	}{
		"nothing":                     {},
		"one client: the oldest":      {[]added{{"a", 0, "x"}, {"b", 0, "x"}, {"c", 0, "x"}}, []string{"a", "b", "c"}},
		"priority before age":         {[]added{{"a", 0, "x"}, {"b", -1, "x"}, {"c", 5, "x"}}, []string{"c", "a", "b"}},
		"clients take turns":          {[]added{{"x1", 0, "x"}, {"x2", 0, "x"}, {"x3", 0, "x"}, {"y1", 0, "y"}, {"y2", 0, "y"}}, []string{"x1", "y1", "x2", "y2", "x3"}},
		"priority before the turn":    {[]added{{"x1", 0, "x"}, {"x2", 1, "x"}, {"x3", 1, "x"}, {"y1", 0, "y"}}, []string{"x2", "x3", "x1", "y1"}},
		"many clients, one with many": {[]added{{"x1", 0, "x"}, {"x2", 0, "x"}, {"y1", 0, "y"}, {"z1", 0, "z"}}, []string{"x1", "y1", "z1", "x2"}},
	}
	for name, c := range cases {
		var q Queue[string]
		for _, a := range c.added {
			q.Add(a.item, Order{Priority: a.priority, Client: a.client})
		}
		var got []string
		for q.Len() > 0 {
			next, ok := q.Next()
			if !ok {
				t.Fatalf("%s: nothing is next, and %d wait", name, q.Len())
			}
			got = append(got, next)
			q.Serve(next)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if _, ok := q.Next(); ok || len(q.turns) != 0 {
			t.Errorf("%s: empty, and yet something is next or clients are remembered: %v", name, q.turns)
		}
	}
}

// TestNewClientsDoNotCatchUp has a client come after another was served often: they take turns from then on.
func TestNewClientsDoNotCatchUp(t *testing.T) {
	var q Queue[string]
	for _, item := range []string{"x1", "x2", "x3", "x4"} {
		q.Add(item, Order{Client: "x"})
	}
	q.Serve("x1")
	q.Serve("x2")
	for _, item := range []string{"y1", "y2"} {
		q.Add(item, Order{Client: "y"})
	}
	var got []string
	for q.Len() > 0 {
		next, _ := q.Next()
		got = append(got, next)
		q.Serve(next)
	}
	if want := []string{"x3", "y1", "x4", "y2"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestClientsTakeTurnsBesideOneThatWaitsBelow has a client ask one thing at a time beside one with many, while a third waits at a lower priority.
func TestClientsTakeTurnsBesideOneThatWaitsBelow(t *testing.T) {
	var q Queue[string]
	q.Add("below", Order{Client: "x"})
	for range 10 {
		q.Add("many", Order{Client: "a", Priority: 1})
	}
	var got []string
	for range 6 {
		if len(got) == 0 || got[len(got)-1] == "one" {
			q.Add("one", Order{Client: "b", Priority: 1})
		}
		next, _ := q.Next()
		got = append(got, next)
		q.Serve(next)
	}
	if want := []string{"many", "one", "many", "one", "many", "one"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestDrop(t *testing.T) {
	now := time.Unix(100, 0)
	var q Queue[string]
	q.Add("late", Order{Deadline: now})
	q.Add("later", Order{Deadline: now.Add(time.Nanosecond)})
	q.Add("unwanted", Order{Deadline: now.Add(time.Hour), Client: "x"})
	q.Add("endless", Order{})
	var late, unwanted []string
	q.Drop(now, func(item string) bool { return item == "unwanted" }, func(item string, isLate bool) {
		if isLate {
			late = append(late, item)
		} else {
			unwanted = append(unwanted, item)
		}
	})
	if !slices.Equal(late, []string{"late"}) || !slices.Equal(unwanted, []string{"unwanted"}) || q.Len() != 2 || len(q.turns) != 1 {
		t.Errorf("late %v, unwanted %v, left %d, clients %v", late, unwanted, q.Len(), q.turns)
	}
}
