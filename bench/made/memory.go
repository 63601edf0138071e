package made

import (
	"os"
	"strconv"
	"strings"
)

// Peak is the most memory that the process had, in MiB, as the kernel counts it; 0 where it does not say.
func Peak() int { return status("VmHWM:") }

// Resident is the memory that the process has, likewise.
func Resident() int { return status("VmRSS:") }

func status(key string) int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, key); found {
			kilobytes, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kilobytes >> 10
		}
	}
	return 0
}
