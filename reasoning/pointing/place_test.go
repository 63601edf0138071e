package pointing

import (
	"math"
	"testing"
)

func TestFind(t *testing.T) {
	const spot = "4 images from one spot, each turned 90 degrees further left. "
	nan := math.NaN()
	for name, c := range map[string]struct {
		question, answer, reasoning string
		want                        Place
		found                       bool
	}{
		"an option":          {spot + "Seen from image 3, what is to the left? A. toy chest B. door", "B. door", "from image 3; A toy chest image 1 left 40 3.8 m turned left 180 is right 140 on behind no; B door image 4 right 10 2.8 m turned left 90 is left 80 on left yes; so B door", Place{3, -10, 2.8}, true},
		"what is asked for":  {spot + "For the camera of image 3, where is the door? A. right B. left", "B. left", "from image 3; door image 4 right 10 3.0 m turned left 90 is left 80 on left; A right no; B left yes", Place{3, -10, 3}, true},
		"how far":            {spot + "How far is the sofa from the camera? A. 2.8 m B. 3.6 m", "A. 2.8 m", "sofa image 1 right 25 3.3 m; about 3.4 m; A 2.8 m no", Place{0, -25, 3.3}, true},
		"no distance":        {"Which is near? A. bed B. desk", "B. desk", "A bed image 2 left 5; B desk image 1 left 20", Place{0, 20, nan}, true},
		"two things":         {spot + "How wide is the gap between the sofa and the dining table? A. yes, 3.0 m", "A. yes, 3.0 m", "sofa image 1 right 25 3.2 m at right 1.4 ahead 2.9; dining table image 4 right 5 1.6 m", Place{}, false},
		"a plain direction":  {spot + "Seen from image 2, where is the lamp? A. left B. behind", "B. behind", "The lamp is not in front.", Place{1, 180, nan}, true},
		"after a turn":       {spot + "From image 2 the camera turns right 60 degrees. Where is the desk then? A. left", "A. left", "", Place{}, false},
		"from which image":   {"Where is the lamp? A. left B. right", "A. left", "", Place{}, false},
		"nothing of places":  {"What colour is image 1? A. red", "A. red", "It is red.", Place{}, false},
		"no image of number": {"Which? A. bed", "A. bed", "A bed image 0 left 10 2.0 m", Place{}, false},
		"no answer":          {"", "", "", Place{}, false},
	} {
		got, found := Find(c.question, c.answer, c.reasoning)
		c.want.Left *= math.Pi / 180
		if found != c.found || found && (got.View != c.want.View || math.Abs(got.Left-c.want.Left) > 1e-9 || got.Metres != c.want.Metres && !(math.IsNaN(got.Metres) && math.IsNaN(c.want.Metres))) {
			t.Errorf("%s: %+v, %t, want %+v, %t", name, got, found, c.want, c.found)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Where is the door? A. left B. right", "B. right", "door image 4 right 10 3.0 m")
	f.Fuzz(func(t *testing.T, question, answer, reasoning string) {
		if place, found := Find(question, answer, reasoning); found && (place.View < 0 || math.Abs(place.Left) > math.Pi || place.Metres < 0) {
			t.Errorf("%+v", place)
		}
	})
}
