package ros2

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCheckReceiveBuffer(t *testing.T) {
	for content, want := range map[string]string{
		"4194304\n": "", "9000000\n": "", "what\n": "",
		"212992\n": "the kernel limits receive buffers to 212992 bytes, so large images are lost: run sysctl -w net.core.rmem_max=4194304",
	} {
		file := filepath.Join(t.TempDir(), "rmem_max")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := checkReceiveBuffer(file, defaultSocketBuffer); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %q", content, got)
		}
	}
	if err := checkReceiveBuffer(filepath.Join(t.TempDir(), "absent"), 1); err != nil {
		t.Errorf("no such file: %v", err)
	}
}
