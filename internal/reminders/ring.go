package reminders

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// lateSaid is from when on a card says that it is late.
const lateSaid = 10 * time.Minute

// ring makes the record ready to ring: what a later slot has overtaken is given up as missed. It
// returns false if what is left is too late to be sent.
func (r *record) ring(late time.Duration) bool {
	if !r.PausedFrom.IsZero() && r.next.Day >= r.PausedUntil {
		r.settlePause()
		r.plans = true
	}
	for r.now.Sub(r.next.At) >= time.Minute { // no two slots are nearer to each other
		done := r.done
		done[r.next.Slot] = max(done[r.next.Slot], r.next.Day)
		o, ok := next(*r.Plan, done, later(r.next.At, r.now.AddDate(0, 0, -KeepDays)))
		if !ok || o.At.After(r.now) {
			break
		}
		r.giveUp(Missed)
		r.next, r.from, r.tries = o, time.Time{}, 0
	}
	return r.now.Sub(r.due0()) <= late
}

// due0 is the instant from which lateness counts.
func (r *record) due0() time.Time {
	if !r.from.IsZero() {
		return r.from
	}
	return r.next.At
}

// giveUp notes that next will not be delivered, and why.
func (r *record) giveUp(m Mark) {
	if r.marked(r.next.Day, r.next.Slot) == None {
		r.mark(r.next.Day, r.next.Slot, m)
	}
	r.done[r.next.Slot] = max(r.done[r.next.Slot], r.next.Day)
}

// reviewAfter is when a person is asked whether to keep, change or stop.
const reviewAfter = 28 * 24 * time.Hour

func (r *record) makeCard() Card {
	c := Card{
		Owner: r.Owner, Place: r.Place, Day: r.next.Day, Slot: r.next.Slot,
		Due: r.due0().In(r.location()), Late: r.now.Sub(r.due0()) > lateSaid,
		Key: cardKey(r.Owner, r.next.Day, r.next.Slot, r.from, r.nonce), Drill: int(r.next.Day)*2 + r.next.Slot,
		Review: !r.asked && r.now.Sub(r.Created) >= reviewAfter,
	}
	c.Sum = r.Summary && r.lastOfWeek()
	if r.card.Day != 0 {
		c.Before = &Retired{r.card, r.marked(r.card.Day, r.card.Slot)}
	}
	return c
}

// lastOfWeek reports whether nothing else rings in the week of what rings next, which ends with Sunday.
func (r *record) lastOfWeek() bool {
	done := r.done
	done[r.next.Slot] = max(done[r.next.Slot], r.next.Day)
	o, ok := next(*r.Plan, done, r.next.At)
	return !ok || monday(o.Day) > monday(r.next.Day)
}

// cardKey names one thing that rings: the same for each of its tries, in whatever process, and for no other
// thing. Without a nonce it is the key of earlier versions, so that one of their cards can be tried again.
func cardKey(owner string, d Day, slot int, from time.Time, nonce uint32) string {
	b := append([]byte(owner), 0, byte(slot))
	b = binary.BigEndian.AppendUint32(b, uint32(d))
	if !from.IsZero() {
		b = binary.BigEndian.AppendUint64(b, uint64(from.Unix()))
	}
	if nonce != 0 {
		b = append(binary.BigEndian.AppendUint32(b, nonce), 'n')
	}
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}
