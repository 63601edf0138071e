package ros1

import (
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/bluenviron/goroslib/v2/pkg/protocommon"
	"github.com/bluenviron/goroslib/v2/pkg/prototcp"
)

// outOfFiles fails so many times before it gives connections, and is closed after the last.
type outOfFiles struct {
	net.Listener
	failures    int
	connections []net.Conn
}

func (l *outOfFiles) Accept() (net.Conn, error) {
	if l.failures > 0 {
		l.failures--
		return nil, syscall.EMFILE
	}
	if len(l.connections) == 0 {
		return nil, net.ErrClosed
	}
	next := l.connections[0]
	l.connections = l.connections[1:]
	return next, nil
}

func (l *outOfFiles) Close() error { return nil }

func acceptFrom(listener net.Listener) *Bus {
	b := &Bus{listener: listener, closing: make(chan struct{}), shaking: map[net.Conn]struct{}{}}
	b.accepting.Add(1)
	go b.accept()
	return b
}

// TestTooManyOpenFilesPass has a node that runs out of files for a while.
func TestTooManyOpenFilesPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		b := acceptFrom(&outOfFiles{failures: 2, connections: []net.Conn{ours}})
		synctest.Wait()
		if warnings := b.Warnings(); len(warnings) != 1 || !strings.Contains(warnings[0], "too many open files") {
			t.Errorf("warnings %q", warnings)
		}
		if err := writeHeader(theirs, &prototcp.HeaderSubscriber{Topic: "/nothing", Md5sum: anyChecksum}); err != nil {
			t.Fatal(err)
		}
		if answer, err := protocommon.HeaderRawDecode(theirs); err != nil || !strings.Contains(answer["error"], "neither topic") {
			t.Errorf("got %v, %v", answer, err)
		}
		b.accepting.Wait()
		if warnings := b.Warnings(); len(warnings) > 0 {
			t.Errorf("warnings %q", warnings)
		}
	})
}

// TestCloseWithoutFiles has a node that gets none back.
func TestCloseWithoutFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := acceptFrom(&outOfFiles{failures: 1 << 30})
		synctest.Wait()
		if err := b.shut(); err != nil {
			t.Error(err)
		}
	})
}
