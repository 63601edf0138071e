package bag

// Limits on what a bag may ask for.
const (
	// maximumRecord is the largest record outside chunks, and the largest message.
	maximumRecord = 512 << 20
	// maximumChunk is the largest chunk, unpacked.
	maximumChunk = 512 << 20
	// maximumPacked is the largest chunk in the file: packing may add to what cannot be packed.
	maximumPacked = maximumChunk + maximumChunk/64
	// maximumHeld is how much overlapping chunks may hold together.
	maximumHeld = 2 << 30
	// maximumUnpacked is the largest file that a compressed one may become.
	maximumUnpacked = 256 << 30
)

// message is one message on its way out of a storage. Its data belong to whoever gets it until release.
type message struct {
	topic                  string
	data                   []byte
	logNanos, publishNanos int64
	release                func([]byte)
}

// storage is one file of a bag. next gives the selected messages in the order of their log time,
// then io.EOF, or a *DamageError whose count the reader fills in.
type storage interface {
	// kind is rosbag2's name of the storage.
	kind() string
	topics() []Topic
	// span is the first and last log time; ok is false without messages.
	span() (first, last int64, ok bool)
	// compressions are the distinct ones in use, sorted.
	compressions() []string
	// damage is what opening found, nil if nothing.
	damage() *DamageError
	start(filter) error
	next() (message, error)
	close() error
}
