package discord

import "encoding/binary"

// Websocket opcodes (RFC 6455, section 5.2).
const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10
)

// Of a frame's payload this much is kept: whole for all but events.
const keepPayload = 512

// frames follows a server's websocket frames in a stream of bytes (RFC 6455, section 5.2). Before
// the first frame comes the HTTP answer to the upgrade, which ends with an empty line.
type frames struct {
	header bool   // still in the HTTP answer
	tail   uint32 // its last four bytes
	head   []byte // of the frame's head, what has come
	opcode byte
	left   uint64 // of the payload, what has not come
	inside bool   // the head is complete
	kept   []byte
}

// feed takes in the next bytes and calls note with each frame that is complete. If note returns an
// error, feed returns it with the number of bytes that came before that frame ended.
func (f *frames) feed(p []byte, note func(opcode byte, payload []byte) error) (int, error) {
	for i := 0; i < len(p); {
		switch {
		case f.header:
			f.tail = f.tail<<8 | uint32(p[i])
			f.header = f.tail != 0x0d0a0d0a
			i++
		case !f.inside:
			f.head = append(f.head, p[i])
			f.parseHead()
			i++
		default:
			n := int(min(f.left, uint64(len(p)-i)))
			f.keep(p[i : i+n])
			f.left -= uint64(n)
			i += n
		}
		if f.inside && f.left == 0 {
			opcode, payload := f.opcode, f.kept
			f.inside, f.kept = false, nil
			if err := note(opcode, payload); err != nil {
				return i - 1, err
			}
		}
	}
	return len(p), nil
}

// parseHead begins the payload once the head is complete.
func (f *frames) parseHead() {
	if len(f.head) < 2 {
		return
	}
	switch n := f.head[1] & 0x7f; {
	case n < 126:
		f.left = uint64(n)
	case n == 126 && len(f.head) == 4:
		f.left = uint64(binary.BigEndian.Uint16(f.head[2:]))
	case n == 127 && len(f.head) == 10:
		f.left = binary.BigEndian.Uint64(f.head[2:])
	default:
		return
	}
	f.opcode, f.inside, f.head = f.head[0]&0x0f, true, f.head[:0]
}

func (f *frames) keep(p []byte) {
	if room := keepPayload - len(f.kept); room > 0 {
		f.kept = append(f.kept, p[:min(room, len(p))]...)
	}
}

// isHeartbeat reports whether p is a whole masked client frame that holds a heartbeat.
func isHeartbeat(p []byte) bool {
	const start = `{"op":1,`
	if len(p) < 6+len(start) || p[0]&0x0f != opText || p[1]&0x80 == 0 || p[1]&0x7f >= 126 {
		return false
	}
	mask := p[2:6]
	for i := range len(start) {
		if p[6+i]^mask[i%4] != start[i] {
			return false
		}
	}
	return true
}

// isClose reports whether p begins with a client's close frame.
func isClose(p []byte) bool { return len(p) > 1 && p[0] == 0x80|opClose && p[1]&0x80 != 0 }
