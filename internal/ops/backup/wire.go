package backup

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The form in which a store goes from one process to another: records of a letter and its parts, each with its length before it.
// What does not end with a last record was cut.
const (
	recordKey    = 'k' // key, value
	recordEnd    = 'e' // nothing more: the store is whole
	recordBroken = 'x' // why it could not be read to its end
	longest      = 1 << 20
)

// A Snapshotter is a store that can be read as it is at one moment.
type Snapshotter interface {
	Snapshot(ctx context.Context, skip []string, fn func(key, value []byte) error) error
}

// Write writes the store as it is now to w, without the keys that begin with one of skip. If it cannot be read, that is
// written, too.
func Write(ctx context.Context, w io.Writer, s Snapshotter, skip []string) error {
	out := bufio.NewWriterSize(w, 64<<10)
	err := s.Snapshot(ctx, skip, func(key, value []byte) error { return put(out, recordKey, key, value) })
	if err != nil {
		return errors.Join(err, put(out, recordBroken, []byte(err.Error())), out.Flush())
	}
	return errors.Join(put(out, recordEnd), out.Flush())
}

func put(w *bufio.Writer, kind byte, parts ...[]byte) error {
	_ = w.WriteByte(kind) // a bufio.Writer keeps its first error for the last call
	_, err := w.Write(nil)
	for _, p := range parts {
		if _, err = w.Write(binary.AppendUvarint(nil, uint64(len(p)))); err == nil {
			_, err = w.Write(p)
		}
	}
	return err
}

// Read reads what Write wrote and calls fn for each key. It returns an error unless all has come.
func Read(r io.Reader, fn func(key, value []byte) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		kind, err := in.ReadByte()
		if err != nil {
			return fmt.Errorf("read the copy: %w", cut(err))
		}
		switch kind {
		case recordEnd:
			return nil
		case recordBroken:
			why, err := part(in)
			return errors.Join(errors.New(string(why)), err)
		case recordKey:
			err = readKey(in, fn)
		default:
			err = errors.New("it has another form; is another version of Spotter running?")
		}
		if err != nil {
			return fmt.Errorf("read the copy: %w", err)
		}
	}
}

func readKey(in *bufio.Reader, fn func(key, value []byte) error) error {
	var parts [2][]byte
	for i := range parts {
		var err error
		if parts[i], err = part(in); err != nil {
			return err
		}
	}
	return fn(parts[0], parts[1])
}

func part(in *bufio.Reader) ([]byte, error) {
	n, err := binary.ReadUvarint(in)
	if err != nil {
		return nil, cut(err)
	}
	if n > longest {
		return nil, fmt.Errorf("a part has %d bytes", n)
	}
	data := make([]byte, n)
	_, err = io.ReadFull(in, data)
	return data, cut(err)
}

func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
