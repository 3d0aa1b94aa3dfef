package rig

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// A Pose is all numbers of a posture. Poses are compared with ==.
type Pose [paramCount]float64

// The numbers of a pose.
const (
	atX = iota
	atY
	pelvis
	lumbar
	thorax
	neck
	head
	twist
	turn
	protract
	elevate
	arms                          // two limbs: near and far, or right and left in the picture
	legs       = arms + 2*limbLen // two limbs
	paramCount = legs + 2*limbLen
)

// The numbers of a limb.
const (
	swing   = iota // of the upper bone
	flex           // of elbow or knee
	end            // of wrist or ankle
	aimX           // where wrist or ankle is
	aimY           //
	aimZ           //
	aimed          // 1 if it is there, 2 if the hand is at the back of the head, 3 if the elbow is there
	poleX          // which way elbow or knee points
	poleY          //
	poleZ          //
	poled          // 1 if it is told
	limbLen        //
)

// Standing is the pose that the first pose of a picture starts from: upright, arms hanging.
func Standing() Pose {
	var p Pose
	p[atY] = thigh + shank + ankleHeight
	for side := range 2 {
		p[arms+side*limbLen+flex] = 6
		p[legs+side*limbLen+end] = 90
	}
	return p
}

// A key is a word of a pose file: which numbers it sets, and within what they may be.
type key struct {
	first, count int
	least, most  float64
	on           int     // set to 1 with it, or to aim; 0 for none
	aim          float64 //
	limb         bool
}

var keys = map[string]key{
	"at":       {first: atX, count: 2, least: -200, most: 200},
	"pelvis":   {first: pelvis, count: 1, least: -180, most: 180},
	"lumbar":   {first: lumbar, count: 1, least: -180, most: 180},
	"thorax":   {first: thorax, count: 1, least: -180, most: 180},
	"neck":     {first: neck, count: 1, least: -220, most: 220},
	"head":     {first: head, count: 1, least: -220, most: 220},
	"twist":    {first: twist, count: 1, least: -90, most: 90},
	"turn":     {first: turn, count: 1, least: 0, most: 90},
	"protract": {first: protract, count: 1, least: -5, most: 5},
	"elevate":  {first: elevate, count: 1, least: -3, most: 7},
	"arm":      {first: arms + swing, count: 1, least: -90, most: 270, limb: true},
	"elbow":    {first: arms + flex, count: 1, least: 0, most: 160, limb: true},
	"wrist":    {first: arms + end, count: 1, least: -90, most: 90, limb: true},
	"hand":     {first: arms + aimX, count: 3, least: -200, most: 200, on: arms + aimed, limb: true},
	"elbow_to": {first: arms + poleX, count: 3, least: -1, most: 1, on: arms + poled, limb: true},
	"elbow_at": {first: arms + aimX, count: 3, least: -200, most: 200, on: arms + aimed, aim: aimElbow, limb: true},
	"leg":      {first: legs + swing, count: 1, least: -180, most: 180, limb: true},
	"knee":     {first: legs + flex, count: 1, least: 0, most: 165, limb: true},
	"ankle":    {first: legs + end, count: 1, least: -30, most: 150, limb: true},
	"foot":     {first: legs + aimX, count: 3, least: -200, most: 200, on: legs + aimed, limb: true},
	"knee_to":  {first: legs + poleX, count: 3, least: -1, most: 1, on: legs + poled, limb: true},
}

// Set changes the numbers that a pose file names, bare for both sides, or with "near_", "far_" (from the side), "right_",
// "left_" (in the picture, from front and back). Its error names the words that are none, and numbers beyond their limits.
func (p *Pose) Set(view View, values map[string]any) error {
	var errs []error
	names := slices.Sorted(maps.Keys(values))
	slices.SortStableFunc(names, func(a, b string) int { return len(a) - len(b) }) // of both before of one
	for _, name := range names {
		if err := p.set(view, name, values[name]); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

func (p *Pose) set(view View, name string, value any) error {
	bare, sides := sidesOf(view, name)
	k, ok := keys[bare]
	if !ok || len(sides) == 1 && !k.limb {
		return fmt.Errorf("no such word in a pose seen from the %s", view)
	}
	if value == "head" && bare == "hand" {
		for _, side := range sides {
			p[k.on+side*limbLen] = aimHead
		}
		return nil
	}
	n, err := numbers(value, k)
	if err != nil {
		return err
	}
	for _, side := range sides {
		p.put(k, side, n, view != Side && len(sides) == 2 && side == 1)
	}
	return nil
}

// put sets the numbers of one side, mirrored where a pair is meant.
func (p *Pose) put(k key, side int, n []float64, mirrored bool) {
	if !k.limb {
		side = 0
	}
	for i, v := range n {
		if i == 0 && mirrored && k.count == 3 {
			v = -v
		}
		p[k.first+side*limbLen+i] = v
	}
	if k.on > 0 {
		p[k.on+side*limbLen] = max(1, k.aim)
	}
}

// sidesOf returns a word without its side, and the sides that it means: 0 near or right, 1 far or left.
func sidesOf(view View, name string) (string, []int) {
	one, other := "near_", "far_"
	if view != Side {
		one, other = "right_", "left_"
	}
	if bare, ok := strings.CutPrefix(name, one); ok {
		return bare, []int{0}
	}
	if bare, ok := strings.CutPrefix(name, other); ok {
		return bare, []int{1}
	}
	return name, []int{0, 1}
}

// numbers reads a number, or a list of them: a point without its third number is in the plane of the picture.
func numbers(value any, k key) ([]float64, error) {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	if len(list) != k.count && (k.count != 3 || len(list) != 2) {
		return nil, fmt.Errorf("%d numbers, not %d", len(list), k.count)
	}
	n := make([]float64, k.count)
	for i, v := range list {
		switch v := v.(type) {
		case int64:
			n[i] = float64(v)
		case float64:
			n[i] = v
		default:
			return nil, errors.New("this is no number")
		}
		if math.IsNaN(n[i]) || n[i] < k.least || n[i] > k.most {
			return nil, fmt.Errorf("%g is not within %g and %g", n[i], k.least, k.most)
		}
	}
	return n, nil
}

// toward returns the pose a share of the way from p to q. A place for a hand or a foot that only one of them names holds
// from the start of the move.
func (p *Pose) toward(q *Pose, share float64) Pose {
	var r Pose
	for i := range r {
		r[i] = p[i] + (q[i]-p[i])*share
	}
	for at := arms; at < paramCount; at += limbLen {
		for _, on := range []int{aimed, poled} {
			r[at+on] = max(p[at+on], q[at+on])
		}
		if p[at+aimed] == 0 && q[at+aimed] != 0 {
			copy(r[at+aimX:at+aimed], q[at+aimX:at+aimed])
		}
		if p[at+poled] == 0 {
			copy(r[at+poleX:at+poled], q[at+poleX:at+poled])
		}
	}
	return r
}
