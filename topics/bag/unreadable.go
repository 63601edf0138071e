package bag

// unreadable is a file of a bag of several that cannot be opened.
type unreadable struct {
	path string
	err  error
}

func (u unreadable) kind() string { return "unreadable" }

func (u unreadable) topics() []Topic { return nil }

func (u unreadable) span() (first, last int64, ok bool) { return 0, 0, false }

func (u unreadable) compressions() []string { return nil }

func (u unreadable) damage() *DamageError { return &DamageError{Path: u.path, Offset: -1, Err: u.err} }

func (u unreadable) start(filter) error { return nil }

func (u unreadable) next() (message, error) { return message{}, u.damage() }

func (u unreadable) close() error { return nil }
