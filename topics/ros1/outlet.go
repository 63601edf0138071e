package ros1

import (
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/thinker3d/thinker3d/topics"
)

// writeTimeout is how long a subscriber may take no byte before it is given up.
const writeTimeout = 10 * time.Second

// outlet sends messages to one subscriber.
type outlet struct {
	name       string
	connection net.Conn
	queue      *topics.Queue
}

func newOutlet(c caller, depth int, dropped *atomic.Uint64) *outlet {
	o := &outlet{name: c.header["callerid"], connection: c.connection}
	o.queue = topics.NewQueue(depth, o.write, dropped)
	return o
}

// send queues a message behind its length, which is shared and must not change.
func (o *outlet) send(message []byte) { o.queue.Push(topics.NewReceived("", message, 0, 0, nil)) }

func (o *outlet) write(message topics.Received) {
	if err := o.connection.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		o.hangUp()
		return
	}
	if _, err := o.connection.Write(message.Data); err != nil {
		o.hangUp()
	}
}

// watch waits until the subscriber goes; it has nothing to say.
func (o *outlet) watch() { _, _ = io.Copy(io.Discard, o.connection) }

func (o *outlet) hangUp() { _ = o.connection.Close() }

// close waits for a message that is being written.
func (o *outlet) close() {
	o.hangUp()
	o.queue.Close()
}
