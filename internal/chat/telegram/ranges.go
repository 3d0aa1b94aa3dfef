package telegram

// Limits of what ranges remember: enough for every redelivery, and few enough that an id which Telegram
// draws by lot after a week of silence is hardly ever among them.
const (
	maxStretches = 512
	maxIDs       = 20_000
)

// ranges is a set of ids as ascending, disjoint stretches, first and last included.
type ranges [][2]int64

func (r ranges) has(id int64) bool {
	i := r.find(id)
	return i < len(r) && r[i][0] <= id
}

// find returns the index of the first stretch that ends at or after id.
func (r ranges) find(id int64) int {
	lo, hi := 0, len(r)
	for lo < hi {
		if mid := (lo + hi) / 2; r[mid][1] < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// add puts id into the set, and forgets the lowest ids beyond the limits.
func (r *ranges) add(id int64) {
	s := *r
	i := s.find(id)
	if i < len(s) && s[i][0] <= id {
		return
	}
	before := i > 0 && s[i-1][1] == id-1
	after := i < len(s) && s[i][0] == id+1
	switch {
	case before && after:
		s[i-1][1] = s[i][1]
		s = append(s[:i], s[i+1:]...)
	case before:
		s[i-1][1] = id
	case after:
		s[i][0] = id
	default:
		s = append(s, [2]int64{})
		copy(s[i+1:], s[i:])
		s[i] = [2]int64{id, id}
	}
	if len(s) > maxStretches {
		s = s[1:]
	}
	if s[0][1]-s[0][0] >= maxIDs {
		s[0][0] = s[0][1] - maxIDs + 1
	}
	*r = s
}
