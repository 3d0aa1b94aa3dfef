package content

import "spotter/internal/knowledge/flat"

// Flatten goes over a library.
func Flatten(c *flat.Coder, of **Library) {
	if c.Reading() {
		*of = &Library{routine: &Routine{}}
	}
	b := *of
	flattenShelf(c, &b.sources, func(c *flat.Coder, s *Source) {
		texts(c, &s.ID, &s.Title, &s.Site, &s.URL, &s.Note)
	})
	flattenShelf(c, &b.causes, func(c *flat.Coder, x *Cause) {
		texts(c, &x.ID, &x.Name, &x.Code, &x.Because, &x.Why, &x.Fix, &x.Confirm)
		flat.List(c, &x.Lifts, flat.Text[Lift])
		flat.List(c, &x.FixOn, flattenFix)
		lists(c, &x.Drills, &x.Cues, &x.Sources)
	})
	flattenShelf(c, &b.drills, func(c *flat.Coder, d *Drill) {
		texts(c, &d.ID, &d.Name, &d.Purpose, &d.Note)
		lists(c, &d.Aliases, &d.Steps, &d.Sources)
		flat.Bool(c, &d.Strength)
		flattenDose(c, &d.Dose)
	})
	flattenShelf(c, &b.cues, func(c *flat.Coder, x *Cue) {
		texts(c, &x.ID, &x.Name, &x.Say, &x.Why)
		flat.List(c, &x.Lifts, flat.Text[Lift])
		flat.Texts(c, &x.Sources)
	})
	flattenShelf(c, &b.flags, func(c *flat.Coder, f *Flag) {
		texts(c, &f.ID, &f.Name, &f.Reason, &f.Act)
		flat.Int(c, &f.Bit)
		flat.Text(c, &f.Triage)
		flat.Texts(c, &f.Sources)
	})
	flattenShelf(c, &b.topics, func(c *flat.Coder, t *Topic) {
		texts(c, &t.ID, &t.Name, &t.Text)
		flat.Bool(c, &t.Signs)
		flat.Texts(c, &t.Sources)
	})
	flattenShelf(c, &b.facts, func(c *flat.Coder, f *Fact) {
		texts(c, &f.ID, &f.Say, &f.Drill)
		flat.Texts(c, &f.Sources)
	})
	flattenShelf(c, &b.ballot, func(c *flat.Coder, x *BallotCue) {
		texts(c, &x.ID, &x.Label, &x.Cause, &x.Why, &x.Fix, &x.Drill, &x.Cue)
		flat.Text(c, &x.Lift)
		flat.Bool(c, &x.Good)
		flat.Texts(c, &x.Sources)
	})
	flattenShelf(c, &b.inquiries, func(c *flat.Coder, q *Inquiry) {
		texts(c, &q.ID, &q.Code, &q.Ask, &q.Why)
		flat.Bool(c, &q.Check)
		flat.List(c, &q.Lifts, flat.Text[Lift])
		flat.List(c, &q.Answers, flattenAnswer)
	})
	flattenRoutine(c, b.routine)
	flat.List(c, &b.names, func(c *flat.Coder, n *drillName) { b.flattenName(c, n) })
}

func texts(c *flat.Coder, all ...*string) {
	for _, t := range all {
		flat.Text(c, t)
	}
}

func lists(c *flat.Coder, all ...*[]string) {
	for _, t := range all {
		flat.Texts(c, t)
	}
}

func flattenShelf[T any, P entity[T]](c *flat.Coder, s *shelf[T], one func(*flat.Coder, *T)) {
	flat.Pointers(c, &s.all, one)
	if c.Reading() {
		*s = newShelf[T, P](s.all)
	}
}

func flattenFix(c *flat.Coder, f *LiftFix) {
	flat.Text(c, &f.Lift)
	flat.Text(c, &f.Fix)
	lists(c, &f.Drills, &f.Cues)
}

func flattenDose(c *flat.Coder, d *Dose) {
	flat.Text(c, &d.Text)
	flat.Bool(c, &d.House)
}

func flattenAnswer(c *flat.Coder, a *Answer) {
	texts(c, &a.ID, &a.Label, &a.Also, &a.Flag)
	flat.Text(c, &a.Lift)
	flat.Map(c, &a.Causes, flat.Float)
}

func flattenRoutine(c *flat.Coder, r *Routine) {
	texts(c, &r.Name, &r.Intro, &r.Rounds)
	flat.Texts(c, &r.Sources)
	flat.List(c, &r.Steps, func(c *flat.Coder, s *Step) {
		flat.Text(c, &s.Drill)
		flattenDose(c, &s.Dose)
	})
}

// flattenName goes over a name of a drill that the library has.
func (b *Library) flattenName(c *flat.Coder, n *drillName) {
	id := ""
	if !c.Reading() {
		id = n.drill.ID
	}
	flat.Text(c, &id)
	n.drill = b.Drill(id)
	flat.Texts(c, &n.words)
	flat.Text(c, &n.whole)
}
