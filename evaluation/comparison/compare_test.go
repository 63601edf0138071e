package comparison

import (
	"strings"
	"testing"
)

func verdicts(said string) []Verdict {
	var list []Verdict
	for i, letter := range said {
		group, overall := "around", true
		if i%4 == 3 {
			group, overall = "translation", false
		}
		list = append(list, Verdict{ID: string(rune('a' + i)), Group: group, Overall: overall, Said: string(letter), Truth: "A", Right: letter == 'A'})
	}
	return list
}

func TestCompare(t *testing.T) {
	report, err := Compare(verdicts("ABBAABBA"), verdicts("BAAAAACB"))
	if err != nil {
		t.Fatal(err)
	}
	all := report.Overall
	if all.First.Total != 6 || all.First.Right != 2 || all.Second.Right != 4 || all.Lost != 1 || all.Won != 3 || all.P != 0.625 {
		t.Errorf("overall %+v", all)
	}
	if len(report.Groups) != 2 || report.Groups[1].Group != "translation" || report.Groups[1].InOverall || report.Groups[1].Lost != 1 || report.Groups[1].Won != 0 {
		t.Errorf("groups %+v", report.Groups)
	}
	if len(report.Flips) != 5 || report.Flips[0] != (Flip{ID: "a", Group: "around", Truth: "A", First: "A", Second: "B"}) || !report.Flips[1].Won {
		t.Errorf("flips %+v", report.Flips)
	}
}

func TestOnlyWhatBothAnswerIsCompared(t *testing.T) {
	first, second := verdicts("AAAA"), verdicts("BBBBBB")
	second = append(second[1:], second[1])
	report, err := Compare(first, second)
	if err != nil || report.OnlyFirst != 1 || report.OnlySecond != 3 || report.Overall.Lost != 2 {
		t.Errorf("%+v, %v", report, err)
	}
	second[0].Truth = "C"
	if _, err := Compare(first, second); err == nil || !strings.Contains(err.Error(), "question b") {
		t.Errorf("another truth: %v", err)
	}
	if _, err := Compare(first, nil); err == nil {
		t.Error("no question in common, and no error")
	}
}
