package turn

import "regexp"

// A Want is what a turn wants of who answers it.
type Want string

// The wants. Other is everything that no rule knows.
const (
	Other       Want = "other"
	Acting      Want = "acting"       // is calling for help or on the way to it, or talks to somebody
	SelfDriving Want = "self-driving" // is going to drive there alone
	Unwilling   Want = "unwilling"    // will not call or go
	Later       Want = "later"        // asks whether it can wait
	Alone       Want = "alone"
	ToTell      Want = "to-tell" // what to tell those who help
	Number      Want = "number"  // whom to call
	Cost        Want = "cost"
	Opinion     Want = "opinion"  // what others think who have examined nothing
	Medicine    Want = "medicine" // whether to take something
	Relief      Want = "relief"   // ice, heat, massage
	Drill       Want = "drill"
	Training    Want = "training"
	Doctor      Want = "doctor" // whether to see somebody, and whom
	HowLong     Want = "how-long"
	Meanwhile   Want = "meanwhile" // what to do until somebody has looked
	Why         Want = "why"       // what it is, and why somebody should look
	Doubt       Want = "doubt"     // whether that is necessary
	Scared      Want = "scared"
	Gone        Want = "gone" // it has stopped, for now
	Smaller     Want = "smaller"
	Appointment Want = "appointment"
	Worse       Want = "worse"
	Seen        Want = "seen" // somebody has examined it, and did not clear it; or has said something from afar
	FedUp       Want = "fed-up"
	Source      Want = "source"
	Dark        Want = "dark" // shrugs off what was said
	Thanks      Want = "thanks"
	Okay        Want = "okay"
	Hello       Want = "hello"
	Complaint   Want = "complaint" // something hurts, as far as words of it are there
)

// A Reason is why what was told no longer holds.
type Reason string

// The reasons; none where it holds on.
const (
	None     Reason = ""
	Past     Reason = "past"     // long ago and healed
	Passing  Reason = "passing"  // it was once, not lately, and is gone: enough for what is no emergency
	Joke     Reason = "joke"     //
	Theirs   Reason = "theirs"   // somebody else's
	Misheard Reason = "misheard" // it was never meant
	Innocent Reason = "innocent" // something harmless explains it, and it is over
	Cleared  Reason = "cleared"  // a professional has examined it and found nothing
)

// A Turn is what a message was understood to say.
type Turn struct {
	Want    Want
	Takes   Reason // why what was told no longer holds, if the message says so
	Yes     bool   // says yes, and little else
	Unsure  bool   // hedges: "probably"
	Asks    bool   // has a question
	AllAsks bool   // is nothing but one
	Still   bool   // says that it is there all the same
	Trains  bool   // speaks of training
	Dark    bool   // shrugs off what was said
	Limb    bool   // if Innocent, of an arm or a leg
	Chest   bool   // if Innocent, of the chest or the breath
}

// An idea is a meaning that phrases have; several are kept in one number.
type idea uint64

const (
	joke idea = 1 << iota
	earnest
	weeksAgo
	longAgo
	shortAgo
	happened
	once
	healed
	theirs
	child
	misheard
	innocentLimb
	innocentChest
	gone
	settled
	hedge
	pro
	they
	theySay
	earlier
	examined
	clear
	notClear
	noFinding
	ahead
	theirJob
	elsewhere
	still
	returns
	neverBack
	worse
	calling
	going
	selfDrive
	talked
	wont
	noMeans
	later
	whatToTell
	whichNumber
	cost
	opinion
	medicine
	relief
	drill
	training
	whichDoctor
	howLong
	meanwhile
	why
	doubt
	downplay
	appointment
	alone
	scared
	fedUp
	source
	dark
	thanks
	okay
	hello
	polite
	sore
	howTo
)

// ideas are the names that the file of ideas has for them.
var ideas = map[string]idea{
	"joke": joke, "earnest": earnest, "weeks ago": weeksAgo, "long ago": longAgo, "short ago": shortAgo, "happened": happened, "once": once, "healed": healed,
	"theirs": theirs, "child": child, "misheard": misheard, "innocent limb": innocentLimb, "innocent chest": innocentChest, "gone": gone, "settled": settled,
	"hedge": hedge, "pro": pro, "they": they, "they say": theySay, "earlier": earlier, "examined": examined, "clear": clear, "not clear": notClear, "no finding": noFinding,
	"ahead": ahead, "their job": theirJob, "elsewhere": elsewhere, "still": still, "returns": returns, "never back": neverBack, "worse": worse,
	"calling": calling, "going": going, "self drive": selfDrive, "talked": talked, "won't": wont, "no means": noMeans, "later": later,
	"what to tell": whatToTell, "which number": whichNumber, "cost": cost, "opinion": opinion, "medicine": medicine,
	"relief": relief, "drill": drill, "training": training, "which doctor": whichDoctor, "how long": howLong,
	"meanwhile": meanwhile, "why": why, "doubt": doubt, "downplay": downplay, "appointment": appointment, "alone": alone,
	"scared": scared, "fed up": fedUp, "source": source, "dark": dark, "thanks": thanks, "okay": okay, "hello": hello,
	"polite": polite, "sore": sore, "how to": howTo,
}

// courteous are the ideas of messages that are nothing else.
const courteous = thanks | okay | hello

// A rule says what is wanted where ideas stand together.
type rule struct {
	want     Want
	all, any idea // all of these, and one of those if there are any
	none     idea
	mood     mood // whether it must be a question
}

type mood uint8

const (
	either mood = iota
	question
	statement
)

// rules are tried in order. What decides most about what to do next comes first.
var rules = []rule{
	{want: FedUp, all: fedUp, none: misheard},
	{want: ToTell, all: whatToTell},
	{want: Cost, all: cost},
	{want: Number, all: whichNumber, mood: question},
	{want: Number, all: whichNumber, none: calling},
	{want: Alone, all: noMeans},
	{want: Unwilling, all: wont, none: theySay | examined | medicine | drill | howTo | why, mood: statement},
	{want: SelfDriving, all: selfDrive, none: wont},
	{want: Seen, all: notClear, any: pro | they | examined, none: noFinding, mood: statement},
	{want: Acting, any: calling | going, none: wont | later | why | theySay | examined, mood: statement},
	{want: Opinion, all: theirJob},
	{want: Seen, all: examined, any: pro | they, none: ahead, mood: statement},
	{want: Seen, all: theySay, none: ahead, mood: statement},
	{want: Opinion, all: opinion, none: appointment},
	{want: Medicine, all: medicine},
	{want: Drill, all: howTo},
	{want: Drill, all: drill, none: training},
	{want: Drill, all: drill, mood: question},
	{want: Relief, all: relief},
	{want: Later, all: later, none: training, mood: question},
	{want: Appointment, all: appointment, mood: statement},
	{want: HowLong, all: howLong, none: later, mood: question},
	{want: Training, all: training, mood: question},
	{want: Meanwhile, all: meanwhile, mood: question},
	{want: Source, all: source},
	{want: Doctor, all: whichDoctor, none: why, mood: question},
	{want: Why, all: why, mood: question},
	{want: Doctor, all: whichDoctor, mood: question},
	{want: Unwilling, all: wont},
	{want: Doubt, all: doubt, mood: question},
	{want: Alone, all: alone},
	{want: Worse, all: worse, none: gone},
	{want: Later, all: later, mood: statement},
	{want: Meanwhile, all: meanwhile, none: gone | downplay},
	{want: HowLong, all: howLong},
	{want: Seen, all: examined | longAgo},
	{want: Gone, all: gone, none: still | returns},
	{want: Smaller, all: downplay},
	{want: Scared, all: scared},
	{want: Doubt, all: doubt},
	{want: Why, all: why},
	{want: Doctor, all: whichDoctor},
	{want: Drill, all: drill},
	{want: Complaint, all: sore},
	{want: Training, all: training},
	{want: Acting, all: talked},
	{want: Dark, all: dark},
}

var (
	saysYes = regexp.MustCompile(`(?i)^\W*(?:yes|yeah|yep|yup|yea|aye|correct|exactly|(?:they|she|he) did|all (?:good|fine|well|clear))\b`)
	kidding = regexp.MustCompile(`(?i)^\W*(?:(?:just|only|lol|haha|was|im) )*kidding\W*(?:lol|haha)?\W*$`)
)

// Read says what a message wants and whether it takes back what was told.
func (x *Reader) Read(text string) Turn {
	h := x.hear(text)
	told := h
	if h.asks { // a question takes nothing back, but what is said beside it may
		told = x.hear(h.stated)
	}
	t := Turn{Want: h.wants(), Takes: told.takes(), Unsure: h.has(hedge), Asks: h.asks, AllAsks: h.asks && told.words == 0, Still: h.has(still | returns), Trains: h.has(training), Dark: h.has(dark), Limb: h.has(innocentLimb), Chest: h.has(innocentChest)}
	if t.Takes == Theirs && t.Asks { // who asks for somebody else is helped like them
		t.Takes = None
	}
	t.Yes = h.words <= longestCourtesy && saysYes.MatchString(text) && !h.has(wont|still)
	if kidding.MatchString(text) { // as a word it is also a child
		t.Takes = Joke
	}
	return t
}

func (h heard) has(any idea) bool { return h.ideas&any != 0 }

func (h heard) wants() Want {
	switch {
	case h.whole&thanks != 0:
		return Thanks
	case h.whole&hello != 0:
		return Hello
	case h.whole&okay != 0:
		return Okay
	}
	for _, r := range rules {
		if h.ideas&r.all == r.all && (r.any == 0 || h.has(r.any)) && !h.has(r.none) &&
			(r.mood == either || h.asks == (r.mood == question)) {
			return r.want
		}
	}
	if h.has(thanks) {
		return Thanks
	}
	if h.seen() {
		return Seen
	}
	return Other
}
