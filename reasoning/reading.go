package reasoning

import (
	"context"
	"fmt"
	"time"
)

// read takes the next part of a prompt in: all that is left if nobody speaks, else what does not stall those who do for too long.
func (s *scheduler) read() {
	if s.reading == nil && !s.begin() {
		return
	}
	c, from := s.reading, s.lanes.entry().length
	to := len(c.tokens)
	if len(s.speaking) > 0 {
		to = min(to, from+s.pace.tokens(s.settings.LongestStall))
	}
	began := time.Now()
	err := s.lanes.read(c.ctx, c, to)
	if c.ctx.Err() != nil {
		err = context.Cause(c.ctx)
	}
	if err != nil {
		s.drop(c, err)
		return
	}
	s.pace.took(to-from, time.Since(began))
	if err = s.keep(c); err == nil && to < len(c.tokens) {
		return
	}
	if err == nil {
		err = s.lanes.enter(len(s.speaking), to-from, c.tokens[to-1], c.speaker)
	}
	if err != nil {
		s.drop(c, err)
		return
	}
	c.entered = time.Now()
	s.reading, s.speaking = nil, append(s.speaking, c)
}

// drop ends the call whose prompt is being read.
func (s *scheduler) drop(c *call, err error) {
	s.reading = nil
	s.lanes.entry().clear()
	s.release(c, err)
}

// begin takes up the call whose turn it is, if there are a lane and memory for it.
func (s *scheduler) begin() bool {
	c, ok := s.waiting.Next()
	if !ok || len(s.speaking) == s.lanes.most {
		return false
	}
	known, common := s.prefixes.find(c.seen, c.tokens)
	if fits, err := s.admit(c); !fits {
		if err != nil {
			s.waiting.Serve(c)
			s.dismiss(c, err)
		}
		return false
	}
	s.waiting.Serve(c)
	s.reading, c.begun = c, time.Now()
	if c.taken != nil {
		c.taken()
	}
	// The last token is always read: the reply begins with its logits.
	common = min(common, len(c.tokens)-1)
	s.mutex.Lock()
	s.counts.Waiting--
	s.counts.SharedTokens += uint64(common)
	s.counts.ReadTokens += uint64(len(c.tokens) - common)
	s.mutex.Unlock()
	if known != nil {
		if err := s.lanes.load(known.saved, len(known.tokens), common); err != nil {
			s.drop(c, fmt.Errorf("go on from a known beginning: %w", err))
			return false
		}
	}
	return true
}

// admit reserves the memory that a call may need, for which prefixes are given up; without room it waits, and an error says that it
// would wait for ever.
func (s *scheduler) admit(c *call) (bool, error) {
	need := c.length() * s.lanes.tokenBytes()
	if need > s.bytes {
		return false, fmt.Errorf("%w: its %d tokens need %d MiB of cache, and there may be %d (reasoning.cache_memory)",
			ErrMemory, c.length(), need>>20+1, s.settings.CacheMemory)
	}
	left := s.bytes - s.reserved - need
	if left < 0 {
		return false, nil
	}
	s.prefixes.shrink(left)
	if s.lanes.touched()+s.prefixes.used+need > s.bytes {
		if err := s.lanes.giveBack(); err != nil {
			return false, err
		}
	}
	s.reserved += need
	return true, nil
}

// keep keeps what other prompts about the same views begin with, once.
func (s *scheduler) keep(c *call) error {
	shared := c.shared()
	if shared == 0 || s.lanes.entry().length < shared {
		return nil
	}
	if known, _ := s.prefixes.find(c.seen, nil); known != nil {
		return nil
	}
	made := s.prefixes.add(c.seen, c.tokens[:shared], s.lanes.tokenBytes(), s.bytes-s.reserved)
	if made == nil {
		return nil
	}
	if err := s.lanes.save(made.saved, shared); err != nil {
		s.prefixes.shrink(0)
		return fmt.Errorf("keep the beginning: %w", err)
	}
	return nil
}
