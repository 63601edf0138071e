package queue

import "time"

// Order is what a waiting item asks for.
type Order struct {
	// Priority is served highest first.
	Priority int
	// Deadline is when the item is worth nothing any more; zero is never.
	Deadline time.Time
	// Client shares its turns with the other clients of the same priority.
	Client string
}

func (o Order) share() share { return share{o.Priority, o.Client} }

// Late says whether the item is worth nothing at a time.
func (o Order) Late(now time.Time) bool { return !o.Deadline.IsZero() && !now.Before(o.Deadline) }
