package inbox

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Keys seal what an inbox keeps. They are safe for concurrent use.
type Keys struct {
	path string // "" for keys that are made from a secret
	now  func() time.Time

	mu    sync.Mutex
	seals map[uint32]cipher.AEAD // by day
	file  keyFile
}

// A keyFile holds the keys of today and yesterday, by the day since 1970 in UTC.
type keyFile struct {
	Keys map[uint32][]byte `json:"keys"`
}

// errOld says that the key of a value is gone, as those of the day before yesterday are.
var errOld = errors.New("its key is gone")

// FileKeys returns keys that are random, change each day, and are kept in a file of their own that only its owner can
// read. Without that file nothing that was sealed can be opened, so it belongs into no backup. It is made when it is
// first needed; yesterday's key goes a day later, as the updates do that Telegram itself keeps for a day.
func FileKeys(path string, now func() time.Time) (*Keys, error) {
	k := &Keys{path: path, now: now, seals: map[uint32]cipher.AEAD{}}
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil && json.Unmarshal(b, &k.file) != nil {
		return nil, fmt.Errorf("read %s: it holds no keys; remove it, and the messages that wait to be answered are lost", path)
	}
	return k, nil
}

// SecretKeys returns keys made from a secret: for where several machines share a store.
func SecretKeys(secret string) (*Keys, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "spotter: telegram inbox", 32)
	if err != nil {
		return nil, err
	}
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	return &Keys{seals: map[uint32]cipher.AEAD{0: aead}}, nil
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal encrypts plain for a name: the day of the key, a nonce, and what only that key opens under that name.
func (k *Keys) seal(name string, plain []byte) ([]byte, error) {
	day, aead, err := k.today()
	if err != nil {
		return nil, err
	}
	b := make([]byte, 4+aead.NonceSize(), 4+aead.NonceSize()+len(plain)+aead.Overhead())
	binary.BigEndian.PutUint32(b, day)
	rand.Read(b[4:])
	return aead.Seal(b, b[4:], plain, []byte(name)), nil
}

// open decrypts what seal made.
func (k *Keys) open(name string, sealed []byte) ([]byte, error) {
	if len(sealed) < 4 {
		return nil, errors.New("too short")
	}
	k.mu.Lock()
	aead, err := k.of(binary.BigEndian.Uint32(sealed))
	k.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if sealed = sealed[4:]; len(sealed) < aead.NonceSize() {
		return nil, errors.New("too short")
	}
	return aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(name))
}

// today returns the key to seal with.
func (k *Keys) today() (uint32, cipher.AEAD, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.path == "" {
		return 0, k.seals[0], nil
	}
	day := uint32(k.now().Unix() / 86400)
	if k.file.Keys[day] == nil {
		if err := k.turn(day); err != nil {
			return 0, nil, fmt.Errorf("write %s: %w", k.path, err)
		}
	}
	aead, err := k.of(day)
	return day, aead, err
}

// of returns the key of a day. mu is held.
func (k *Keys) of(day uint32) (cipher.AEAD, error) {
	if aead := k.seals[day]; aead != nil {
		return aead, nil
	}
	key := k.file.Keys[day]
	if key == nil {
		return nil, errOld
	}
	aead, err := newAEAD(key)
	if err == nil {
		k.seals[day] = aead
	}
	return aead, err
}

// turn makes a day's key, and keeps of the others only that of the day before. mu is held.
func (k *Keys) turn(day uint32) error {
	next := keyFile{Keys: map[uint32][]byte{day: make([]byte, 32)}}
	rand.Read(next.Keys[day])
	if before := k.file.Keys[day-1]; before != nil {
		next.Keys[day-1] = before
	}
	b, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if err := write(k.path, b); err != nil {
		return err
	}
	k.file, k.seals = next, map[uint32]cipher.AEAD{}
	return nil
}

// write replaces a file, whole or not at all.
func write(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing is there once it is renamed
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
