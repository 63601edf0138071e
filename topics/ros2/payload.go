package ros2

import "fmt"

const encapsulationHeader = 4

// refusal says why a payload is no message of plain CDR, or nothing.
func refusal(data []byte, limit int) string {
	switch {
	case len(data) < encapsulationHeader:
		return "it is shorter than its encapsulation header"
	case len(data) > limit:
		return fmt.Sprintf("the limit is %d bytes", limit)
	case data[0] != 0 || data[1] > 1:
		return "its encapsulation is not plain CDR"
	}
	return ""
}
