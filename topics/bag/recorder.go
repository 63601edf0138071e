package bag

import "github.com/thinker3d/thinker3d/topics"

// Recorder lets a node publish into a bag: messages are written at the time that was set last.
type Recorder struct {
	writer *Writer
	nanos  int64
}

// NewRecorder records into writer, which its owner closes.
func NewRecorder(writer *Writer) *Recorder { return &Recorder{writer: writer} }

// SetTime says at which log and publish time the next messages belong.
func (r *Recorder) SetTime(nanos int64) { r.nanos = nanos }

// Advertise makes a publisher into the bag; the endpoint's Definition must be set.
func (r *Recorder) Advertise(endpoint topics.Endpoint) (topics.Publisher, error) {
	return &recorderTopic{recorder: r, endpoint: endpoint}, nil
}

type recorderTopic struct {
	recorder *Recorder
	endpoint topics.Endpoint
}

// Publish writes the message.
func (t *recorderTopic) Publish(data []byte) error {
	e, now := t.endpoint, t.recorder.nanos
	return t.recorder.writer.Write(Record{
		Topic: e.Topic, Type: e.Type, Definition: e.Definition, QoS: e.QoS, LogNanos: now, PublishNanos: now, Data: data,
	})
}

// Close does nothing: the bag's owner closes it.
func (t *recorderTopic) Close() error { return nil }
