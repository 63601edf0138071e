package ros2

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

const kernelLimit = "/proc/sys/net/core/rmem_max"

// CheckReceiveBuffer says if the kernel gives sockets too small a receive buffer for images, and how to mend it.
// Where the limit cannot be read it says nothing.
func CheckReceiveBuffer() error { return checkReceiveBuffer(kernelLimit, defaultSocketBuffer) }

func checkReceiveBuffer(file string, wanted int) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	limit, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || limit >= wanted {
		return nil
	}
	return fmt.Errorf("the kernel limits receive buffers to %d bytes, so large images are lost: run sysctl -w net.core.rmem_max=%d", limit, wanted)
}
