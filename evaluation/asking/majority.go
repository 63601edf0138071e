package asking

// Majority is the index of the first of the votes that most others agree with; of equals the one that came first. An empty
// vote wins only where there is no other.
func Majority(votes []string) int {
	first, count := map[string]int{}, map[string]int{}
	for i, vote := range votes {
		if _, said := first[vote]; !said {
			first[vote] = i
		}
		count[vote]++
	}
	best := 0
	for i, vote := range votes {
		if vote != "" && first[vote] == i && (votes[best] == "" || count[vote] > count[votes[best]]) {
			best = i
		}
	}
	return best
}
