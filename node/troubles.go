package node

import (
	"time"

	"go.uber.org/zap"
)

// troubles says each trouble once a period, with how often it happened since it was last said. One goroutine owns it.
type troubles struct {
	log    *zap.Logger
	period time.Duration
	seen   map[string]*trouble
}

type trouble struct {
	saidAt time.Time
	count  int
}

func newTroubles(log *zap.Logger, period time.Duration) *troubles {
	return &troubles{log: log, period: period, seen: map[string]*trouble{}}
}

// report counts the trouble called key and logs message unless it did so less than a period ago.
func (t *troubles) report(now time.Time, key, message string, fields ...zap.Field) {
	t.add(now, key, 1, message, fields...)
}

// add counts several at once.
func (t *troubles) add(now time.Time, key string, count int, message string, fields ...zap.Field) {
	known := t.find(key)
	known.count += count
	if !t.isDue(now, known) {
		return
	}
	t.log.Warn(message, append(fields, zap.Int("times", known.count))...)
	known.saidAt, known.count = now, 0
}

// state logs a trouble that lasts, unless it was said less than a period ago.
func (t *troubles) state(now time.Time, key, message string, fields ...zap.Field) {
	if known := t.find(key); t.isDue(now, known) {
		t.log.Warn(message, fields...)
		known.saidAt = now
	}
}

func (t *troubles) find(key string) *trouble {
	known := t.seen[key]
	if known == nil {
		known = &trouble{}
		t.seen[key] = known
	}
	return known
}

func (t *troubles) isDue(now time.Time, known *trouble) bool {
	return known.saidAt.IsZero() || hasPassed(t.period, known.saidAt, now)
}

// hasPassed tells whether a period has passed since a time; of one that is not yet, as after a clock that jumped back, it is not known and taken to be.
func hasPassed(period time.Duration, since, now time.Time) bool {
	age := now.Sub(since)
	return age < 0 || age >= period
}
