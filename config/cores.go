package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maximumCore is the last core that the system's own set of cores can hold.
const maximumCore = 1023

// CoreList are the numbers that Cores names, in its order; nil for none.
func (r Reasoning) CoreList() ([]int, error) {
	if r.Cores == "" {
		return nil, nil
	}
	var list []int
	for part := range strings.SplitSeq(r.Cores, ",") {
		first, last, err := coreRange(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("reasoning.cores: %w", err)
		}
		for core := first; core <= last; core++ {
			if slices.Contains(list, core) {
				return nil, fmt.Errorf("reasoning.cores: core %d is named twice", core)
			}
			list = append(list, core)
		}
	}
	return list, nil
}

func coreRange(text string) (first, last int, err error) {
	low, high, ranged := strings.Cut(text, "-")
	if !ranged {
		high = low
	}
	first, err = strconv.Atoi(low)
	if err == nil {
		last, err = strconv.Atoi(high)
	}
	if err != nil || first < 0 || last < first || last > maximumCore {
		return 0, 0, fmt.Errorf("%q is no core and no range of cores from 0 to %d", text, maximumCore)
	}
	return first, last, nil
}
