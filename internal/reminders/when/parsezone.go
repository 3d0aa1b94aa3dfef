package when

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"spotter/internal/pattern"
	"spotter/internal/reminders"
)

// A Zone is a time zone as it is offered to people.
type Zone struct {
	Name    string // for Plan.Zone
	Label   string // "Berlin, Germany"
	Fixed   bool   // an offset, which does not follow clock changes: worth a warning
	Options []Zone // what may have been meant, if that is not clear; Name is then empty
}

// MaxSuggestions is how many zones CompleteZone returns at most.
const MaxSuggestions = 25

//go:embed zones.txt
var zonesText string

//go:embed places.txt
var placesText string

// An atlas is all names by which zones are known, folded.
type atlas struct {
	zones  []Zone              // those worth suggesting, in order of their names
	byName map[string]Zone     // IANA names, cities, aliases
	nation map[string][]string // a country's zones
	names  []string            // the keys of byName and nation, sorted

	regions   map[string][]region // by each of their names
	namesakes map[string]Zone     // "paris texas"
}

var world = sync.OnceValue(func() *atlas {
	a := &atlas{byName: map[string]Zone{}, nation: map[string][]string{}, regions: map[string][]region{}, namesakes: map[string]Zone{}}
	for _, table := range []struct {
		text string
		add  func(string)
	}{{zonesText, a.addZone}, {placesText, a.addPlaces}, {regionsText, a.addRegion}, {namesakesText, a.addNamesakes}} {
		for line := range strings.Lines(table.text) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				table.add(line)
			}
		}
	}
	for name := range a.byName {
		a.names = append(a.names, name)
	}
	for name := range a.nation {
		if _, known := a.byName[name]; !known {
			a.names = append(a.names, name)
		}
	}
	slices.Sort(a.names)
	return a
})

// addZone reads a line of zones.txt.
func (a *atlas) addZone(line string) {
	name, country, _ := strings.Cut(line, "\t")
	city := strings.ReplaceAll(name[strings.LastIndex(name, "/")+1:], "_", " ")
	z := Zone{Name: name, Label: city}
	if country == "" {
		if strings.Contains(name, "/") {
			a.byName[folded(strings.ReplaceAll(name, "/", " "))] = z
		}
		if _, known := a.byName[folded(city)]; !known && len(a.nation[folded(city)]) != 1 {
			a.byName[folded(city)] = z
		}
		return
	}
	if city != country { // Jamaica, Panama, Singapore
		z.Label += ", " + country
	}
	a.zones = append(a.zones, z)
	a.byName[folded(strings.ReplaceAll(name, "/", " "))] = z
	a.byName[folded(city)] = z
	a.nation[folded(country)] = append(a.nation[folded(country)], name)
}

// addPlaces reads a line of places.txt.
func (a *atlas) addPlaces(line string) {
	name, places, _ := strings.Cut(line, ":")
	z := a.byName[folded(strings.ReplaceAll(name, "/", " "))]
	for place := range strings.SplitSeq(places, ",") {
		a.byName[folded(place)] = z
	}
}

// ambiguous are short forms that mean different zones to different people.
var ambiguous = map[string][]string{
	"est": {"America/New_York", "Australia/Sydney", "America/Jamaica", "America/Panama"},
	"cst": {"America/Chicago", "Asia/Shanghai", "America/Havana", "America/Costa_Rica"},
	"ist": {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"},
	"bst": {"Europe/London", "Asia/Dhaka"},
	"mst": {"America/Denver", "America/Phoenix", "Asia/Kuala_Lumpur"},
	"ast": {"America/Halifax", "America/Puerto_Rico", "Asia/Riyadh"},
	"gmt": {"Europe/London", "Africa/Accra", "Atlantic/Reykjavik"},
	"wst": {"Australia/Perth", "Pacific/Apia"},
	"ct":  {"America/Chicago", "America/New_York"}, // Central Time, Connecticut

	"siberia":    {"Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Irkutsk"},
	"georgia":    {"America/New_York", "Asia/Tbilisi"},
	"victoria":   {"Australia/Melbourne", "America/Vancouver"},
	"washington": {"America/New_York", "America/Los_Angeles"},
	"san jose":   {"America/Los_Angeles", "America/Costa_Rica"},
	"cordoba":    {"America/Argentina/Cordoba", "Europe/Madrid"},
}

// ParseZone reads a time zone as people type it: a city, a country, an IANA name in any case, a short
// form, an offset from UTC, or a city with its country, state or province behind it. Where several may be meant it
// returns Options. No word is left out of account. Its error is an *InputError.
func ParseZone(typed string) (Zone, error) {
	if z, ok := parseOffset(typed); ok {
		return z, nil
	}
	typed = placeBefore.ReplaceAllString(typed, "")
	a, name := world(), folded(strings.ReplaceAll(typed, "`", ""))
	for _, cut := range []string{"", " time zone", " timezone", " standard time", " time"} {
		if z, ok := a.find(strings.TrimSuffix(name, cut)); ok {
			return z, nil
		}
	}
	if first, rest, comma := strings.Cut(typed, ","); comma && len(a.city(folded(first))) == 0 && a.namesakes[folded(first)+" "+folded(rest)].Name == "" {
		if z, ok := a.town(typed); ok {
			return z, nil
		}
	}
	if z, ok := a.qualified(typed); ok {
		return z, nil
	}
	if z, ok := a.town(typed); ok {
		return z, nil
	}
	if z, ok := a.province(name); ok {
		return z, nil
	}
	if city, rest, ok := strings.Cut(typed, ","); ok && len(typed) <= 60 && len(a.city(folded(city))) > 0 {
		return Zone{}, unreadable("I know %s, but not which one %s is; write the nearest big city, or an offset like UTC+2.", quoted(city), quoted(rest))
	}
	if near := a.nearest(name); near != nil {
		for i := range near {
			near[i] = titled(near[i])
		}
		return Zone{}, unreadable("I don't know the place %s; did you mean %s?", quoted(typed), strings.Join(near, " or "))
	}
	return Zone{}, unreadable("I don't know the place %s; write the nearest big city, like Berlin or New York.", quoted(typed))
}

// placeBefore is what people write before a place.
var placeBefore = pattern.New(`(?i)^\s*(?:i(?:'m| am| live) (?:in|near)|i am from|i'm from|from|in|near|close to|around|the city of|city of|the|greater|time in|timezone:?|time zone:?|zone:?)\s+`)

// find returns what a folded name stands for.
func (a *atlas) find(name string) (Zone, bool) {
	if options := ambiguous[name]; options != nil {
		return Zone{Options: a.named(options)}, true
	}
	if z, ok := a.byName[name]; ok {
		return z, true
	}
	if country, ok := countryAlso[name]; ok {
		name = country
	}
	if zones := a.nation[name]; len(zones) > 0 {
		return oneOf(a.named(zones)), true
	}
	if regions := a.regions[name]; len(regions) == 1 && regions[0].name == name { // short forms may be words: ok, ill
		return oneOf(a.named(regions[0].zones)), true
	}
	return Zone{}, false
}

// countryAlso is how countries with several clocks are called as well.
var countryAlso = map[string]string{
	"usa": "united states", "us": "united states", "u s": "united states", "u s a": "united states", "america": "united states", "the us": "united states", "the usa": "united states",
	"united states of america": "united states", "estados unidos": "united states", "etats unis": "united states", "vereinigte staaten": "united states", "stati uniti": "united states",
	"brasil": "brazil", "bresil": "brazil", "brasilien": "brazil", "brasile": "brazil", "kanada": "canada", "mexiko": "mexico", "mexique": "mexico", "messico": "mexico",
	"rossiya": "russia", "россия": "russia", "russland": "russia", "rusia": "russia", "russie": "russia", "australien": "australia", "australie": "australia", "indonesien": "indonesia",
}

// oneOf returns the first zone if the clocks of all agree, else all as options. There is at least one.
func oneOf(zones []Zone) Zone {
	if alike(zones) {
		return zones[0]
	}
	return Zone{Options: zones[:min(len(zones), MaxSuggestions)]}
}

// named returns the zones of the IANA names.
func (a *atlas) named(names []string) []Zone {
	zones := make([]Zone, len(names))
	for i, name := range names {
		zones[i] = a.byName[folded(strings.ReplaceAll(name, "/", " "))]
	}
	return zones
}

// alike tells whether the clocks of all zones agree over the coming years.
func alike(zones []Zone) bool {
	first, err := reminders.Location(zones[0].Name)
	if err != nil {
		return false
	}
	for _, z := range zones[1:] {
		loc, err := reminders.Location(z.Name)
		if err != nil {
			return false
		}
		for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2028; at = at.AddDate(0, 0, 7) {
			_, want := at.In(first).Zone()
			if _, got := at.In(loc).Zone(); got != want {
				return false
			}
		}
	}
	return true
}

var (
	offsetPattern = pattern.New(`^(?:utc|gmt|z)? ?([+-]) ?([0-9]{1,2})(?:[:.h]?([0-9]{2}))? ?(?:h|hrs?|hours?)?$`)
	aheadPattern  = pattern.New(`^([0-9]{1,2}) ?(?:h|hrs?|hours?) (ahead of|behind|before|after|from) (?:utc|gmt)$`)
	offsetSigns   = strings.NewReplacer("−", "-", "–", "-", "—", "-", "‑", "-", "＋", "+", " plus ", "+", " minus ", "-", "±", "+", "¼", ".25", "½", ".5", "¾", ".75")
	offsetHalves  = pattern.New(`([0-9])[.,](5|50|25|75)( ?(?:h|hrs?|hours?))?$`)
)

// parseOffset reads "UTC+2", "+05:30", "GMT-3", "utc plus 5.5", "2 hours ahead of UTC", "utc".
func parseOffset(typed string) (Zone, bool) {
	s := strings.Join(strings.Fields(offsetSigns.Replace(norm.NFKC.String(offsetSigns.Replace(strings.ToLower(strings.TrimSpace(typed)))))), " ")
	s = strings.Trim(s, "()")
	switch strings.Trim(s, ".") {
	case "utc", "z", "zulu", "etc/utc", "utc time", "zulu time", "universal time", "u.t.c":
		return Zone{Name: "UTC", Label: "UTC", Fixed: true}, true
	}
	if m := offsetHalves.FindStringSubmatch(s); m != nil { // hours as a decimal
		part := map[string]string{"5": ":30", "50": ":30", "25": ":15", "75": ":45"}[m[2]]
		if m[2] != "50" || m[3] != "" { // 5.50 is an hour and minutes
			s = strings.TrimSuffix(s, m[0]) + m[1] + part
		}
	}
	if m := aheadPattern.FindStringSubmatch(s); m != nil {
		s = map[string]string{"ahead of": "+", "after": "+", "from": "?", "behind": "-", "before": "-"}[m[2]] + m[1]
	}
	m := offsetPattern.FindStringSubmatch(s)
	if m == nil {
		return Zone{}, false
	}
	hours, err := strconv.Atoi(m[2])
	minutes := 0
	if err == nil && m[3] != "" {
		minutes, err = strconv.Atoi(m[3])
	}
	all := hours*60 + minutes
	sign := "+"
	if m[1] != "+" {
		sign = "-"
	}
	if err != nil || minutes > 59 || sign == "+" && all > 14*60 || sign == "-" && all > 12*60 {
		return Zone{}, false
	}
	name := fmt.Sprintf("UTC%s%02d:%02d", sign, hours, minutes)
	return Zone{Name: name, Label: name, Fixed: true}, true
}

// ZoneLabel returns how people call the zone of a plan: "Berlin, Germany" or "UTC+02:00".
func ZoneLabel(name string) string {
	if z, ok := world().byName[folded(strings.ReplaceAll(name, "/", " "))]; ok && z.Name == name {
		return z.Label
	}
	return name
}

// CompleteZone suggests zones for what was typed so far, best first, at most MaxSuggestions: those of which
// a name begins with it, then those of which a later word does.
func CompleteZone(typed string) []Zone {
	a, name := world(), folded(strings.ReplaceAll(typed, "/", " "))
	if name == "" {
		return a.named(popular)
	}
	var found []Zone
	add := func(zones ...Zone) {
		for _, z := range zones {
			if z.Name != "" && !slices.ContainsFunc(found, func(f Zone) bool { return f.Name == z.Name }) {
				found = append(found, z)
			}
		}
	}
	if z, err := ParseZone(typed); err == nil {
		add(append([]Zone{z}, z.Options...)...)
	}
	for _, s := range a.names { // a place that is called so goes before one whose zone is called otherwise
		if z := a.byName[s]; strings.HasPrefix(s, name) && strings.HasPrefix(folded(z.Label), name) {
			add(z)
		}
	}
	for _, within := range []func(string) bool{
		func(s string) bool { return strings.HasPrefix(s, name) },
		func(s string) bool { return strings.Contains(s, " "+name) },
	} {
		for _, s := range a.names {
			if within(s) {
				add(a.byName[s])
				add(a.named(a.nation[s])...)
			}
		}
	}
	return found[:min(len(found), MaxSuggestions)]
}

// popular are suggested before anything is typed.
var popular = []string{
	"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Europe/London", "Europe/Berlin", "Europe/Paris",
	"Europe/Madrid", "Europe/Warsaw", "Europe/Istanbul", "Europe/Moscow", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Bangkok", "Asia/Singapore",
	"Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Asia/Manila", "Australia/Sydney", "Pacific/Auckland", "America/Sao_Paulo", "America/Toronto", "Africa/Johannesburg",
}
