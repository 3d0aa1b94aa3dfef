package when

import (
	"slices"
	"strings"
	"time"

	"spotter/internal/pattern"
	"spotter/internal/reminders"
)

var dayNames = map[string]time.Weekday{
	"su": 0, "sun": 0, "sunday": 0, "sundays": 0, "m": 1, "mo": 1, "mon": 1, "monday": 1, "mondays": 1,
	"tu": 2, "tue": 2, "tues": 2, "tuesday": 2, "tuesdays": 2, "w": 3, "we": 3, "wed": 3, "weds": 3, "wednesday": 3, "wednesdays": 3,
	"th": 4, "thu": 4, "thur": 4, "thurs": 4, "thursday": 4, "thursdays": 4, "f": 5, "fr": 5, "fri": 5, "friday": 5, "fridays": 5,
	"sa": 6, "sat": 6, "saturday": 6, "saturdays": 6,
}

const (
	everyday = reminders.Everyday
	workdays = reminders.Weekdays(1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday)
	weekend  = everyday &^ workdays
)

// daySets are what stands for several days, the longer before what it begins with.
var daySets = []struct {
	words string
	days  reminders.Weekdays
}{
	{"every single day", everyday}, {"every day of the week", everyday}, {"7 days a week", everyday}, {"seven days a week", everyday},
	{"every day", everyday}, {"each day", everyday}, {"all days", everyday}, {"all week", everyday}, {"everyday", everyday}, {"daily", everyday}, {"always", everyday},
	{"täglich", everyday}, {"jeden tag", everyday}, {"todos los días", everyday}, {"todos los dias", everyday}, {"tous les jours", everyday}, {"chaque jour", everyday}, {"ogni giorno", everyday},
	{"todos os dias", everyday}, {"elke dag", everyday}, {"werktags", workdays}, {"wochentags", workdays}, {"am wochenende", weekend}, {"wochenende", weekend}, {"fin de semana", weekend}, {"le week end", weekend},
	{"weekdays", workdays}, {"weekday", workdays}, {"week days", workdays}, {"workdays", workdays}, {"work days", workdays}, {"working days", workdays},
	{"business days", workdays}, {"weekends", weekend}, {"weekend", weekend},
	{"mwf", reminders.On(1, 3, 5)}, {"tth", reminders.On(2, 4)}, {"tuth", reminders.On(2, 4)},
}

// Names of days in other languages, in full: their short forms are other days elsewhere.
func init() {
	for i, names := range []string{
		"sonntag sonntags domingo domingos dimanche domenica zondag niedziela", "montag montags lunes lundi lunedi lunedì segunda maandag poniedziałek",
		"dienstag dienstags martes mardi martedi martedì terça dinsdag wtorek", "mittwoch mittwochs miércoles miercoles mercredi mercoledi mercoledì quarta woensdag środa",
		"donnerstag donnerstags jueves jeudi giovedi giovedì quinta donderdag czwartek", "freitag freitags viernes vendredi venerdi venerdì sexta vrijdag piątek",
		"samstag samstags sonnabend sábado sabado samedi sabato zaterdag sobota",
	} {
		for name := range strings.FieldsSeq(names) {
			dayNames[name] = time.Weekday(i)
		}
	}
}

// Words of days of the week that say nothing, and those after which days are left out.
var (
	idleDayWords = []string{",", "and", "und", "et", "y", "e", "du", "von", "de", "on", "the", "only", "just", "please"}
	butWords     = []string{"but", "except", "not", "without", "no", "excluding"}
)

var (
	dayBreaks = pattern.New(`[\s;/&+]+`)
	dayDash   = pattern.New(`\s*(?:-|–|—|\b(?:to|thru|through|till|until|bis|au|t/m)\b)\s*`)
	daySpan   = pattern.New(`\b(lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|lunedì|lunedi|martedì|segunda|terça|lundi|mardi|mercredi|jeudi|vendredi) (?:a|à|al) `)
)

const daysHint = "write them like mon wed fri, weekdays or every day"

// ParseDays reads days of the week: "mon wed fri", "mon-fri", "weekdays", "every monday", "every day", "all but
// sunday". A word that it does not know is an error, and so is what has two readings. Its error is an *InputError.
func ParseDays(typed string) (reminders.Weekdays, error) {
	r := daysReader{}
	if len(typed) <= 200 {
		s := dayDash.ReplaceAllString(daySpan.ReplaceAllString(strings.ToLower(strings.TrimSpace(typed)), "$1-"), "-")
		r.words = strings.Fields(strings.ReplaceAll(dayBreaks.ReplaceAllString(s, " "), ",", " , "))
	}
	for i, word := range r.words {
		if word != "." {
			r.words[i] = strings.TrimRight(word, ".")
		}
	}
	if len(r.words) == 0 {
		return 0, unreadable("I can't read %s as days of the week; %s.", quoted(typed), daysHint)
	}
	for len(r.words) > 0 {
		word := r.words[0]
		if r.step() {
			continue
		}
		if len(r.words) > 0 {
			word = r.words[0]
		}
		if len(r.words) == 1 && !r.more {
			return 0, unreadable("I can't read %s as days of the week; %s.", quoted(typed), daysHint)
		}
		return 0, unreadWord(word, typed, "reminders go by days of the week, so "+daysHint)
	}
	return r.result(typed)
}

// A daysReader reads days word by word. Every word must be accounted for.
type daysReader struct {
	words   []string
	more    bool // something was read
	days    reminders.Weekdays
	without reminders.Weekdays
	but     bool // days that follow are left out
	open    bool // a word calls for days, and none has followed
	every   bool // every day was said
	some    bool // some days were said
}

// step reads what comes next. It returns false if it cannot.
func (r *daysReader) step() bool {
	word := r.words[0]
	switch {
	case slices.Contains(butWords, word):
		if r.open && !r.but {
			return false
		}
		r.but, r.open = true, true
		return r.skip(1)
	case slices.Contains(idleDayWords, word):
		return r.skip(1)
	}
	if set, n := r.set(); n > 0 {
		return r.add(set) && r.skip(n)
	}
	switch word {
	case "every", "each", "all", "from":
		r.skip(1)
		if word == "all" && (len(r.words) == 0 || slices.Contains(butWords, r.words[0])) {
			return r.add(everyday)
		}
		set, n := r.set()
		return n > 0 && r.add(set) && r.skip(n)
	}
	return false
}

func (r *daysReader) skip(n int) bool {
	r.words, r.more = r.words[n:], true
	return true
}

func (r *daysReader) add(set reminders.Weekdays) bool {
	r.open = false
	if r.but {
		r.without |= set
		return true
	}
	r.every, r.some = r.every || set == everyday, r.some || set != everyday
	r.days |= set
	return true
}

// set reads days at the beginning of the words, and returns how many words they are.
func (r *daysReader) set() (reminders.Weekdays, int) {
	for _, s := range daySets {
		words := strings.Fields(s.words)
		if len(r.words) >= len(words) && slices.Equal(r.words[:len(words)], words) {
			return s.days, len(words)
		}
	}
	if len(r.words) == 0 {
		return 0, 0
	}
	from, to, isRange := strings.Cut(r.words[0], "-")
	first, ok := dayNames[from]
	if !isRange && ok {
		return reminders.On(first), 1
	}
	last, known := dayNames[to]
	if !ok || !known || first == last {
		return 0, 0
	}
	set := reminders.On(last)
	for d := first; d != last; d = (d + 1) % 7 {
		set |= reminders.On(d)
	}
	return set, 1
}

// result returns what was read, unless that has two readings or none.
func (r *daysReader) result(typed string) (reminders.Weekdays, error) {
	days := r.days
	if r.but && days == 0 {
		days = everyday
	}
	if days &^= r.without; days == 0 || r.open || r.every && r.some || r.days != 0 && r.without&^r.days != 0 {
		return 0, unreadable("I can't tell which days %s means; %s.", quoted(typed), daysHint)
	}
	return days, nil
}
