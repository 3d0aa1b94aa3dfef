package reminders

import "sync"

// pokes wakes the lanes whose entries were changed.
type pokes struct {
	mu    sync.Mutex
	lanes map[string]chan struct{}
}

// of returns the lane's channel, which holds one poke.
func (p *pokes) of(lane string) chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lanes == nil {
		p.lanes = map[string]chan struct{}{}
	}
	if p.lanes[lane] == nil {
		p.lanes[lane] = make(chan struct{}, 1)
	}
	return p.lanes[lane]
}

func (p *pokes) poke(lane string) {
	select {
	case p.of(lane) <- struct{}{}:
	default: // one is waiting already
	}
}
