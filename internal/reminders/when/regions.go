package when

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed regions.txt
var regionsText string

//go:embed namesakes.txt
var namesakesText string

// A region is a country, state or province: what people write behind a city to say which one they mean.
type region struct {
	name    string // in full
	zones   []string
	country bool
}

// addRegion reads a line of regions.txt.
func (a *atlas) addRegion(line string) {
	list, names, _ := strings.Cut(line, ":")
	var r region
	var all []string
	for name := range strings.SplitSeq(list, ",") {
		if country, ok := strings.CutPrefix(name, "="); ok {
			all, r.country = a.nation[folded(country)], true
		} else {
			r.zones = append(r.zones, strings.TrimSpace(name))
		}
	}
	for _, zone := range all {
		if !slices.Contains(r.zones, zone) {
			r.zones = append(r.zones, zone)
		}
	}
	for i, name := range strings.Split(names, ",") {
		if name = folded(name); i == 0 {
			r.name = name
		}
		a.regions[name] = append(a.regions[name], r)
	}
}

// addNamesakes reads a line of namesakes.txt.
func (a *atlas) addNamesakes(line string) {
	name, cities, _ := strings.Cut(line, ":")
	z := a.byName[folded(strings.ReplaceAll(name, "/", " "))]
	for city := range strings.SplitSeq(cities, ",") {
		a.namesakes[folded(city)] = z
	}
}

// called returns the regions of a folded name: several where it is the short form of several.
func (a *atlas) called(name string) []region {
	all := a.regions[name]
	if zones := a.nation[name]; zones != nil && !slices.ContainsFunc(all, func(r region) bool { return len(r.zones) == len(zones) && slices.Contains(r.zones, zones[0]) }) {
		all = append(slices.Clip(all), region{name, zones, true})
	}
	return all
}

// city returns the zones in which a city of the folded name is known to be.
func (a *atlas) city(name string) []Zone {
	if z, ok := a.byName[name]; ok && ambiguous[name] == nil {
		return []Zone{z}
	}
	return a.named(ambiguous[name])
}

// A qualifier is one name behind a city, and the regions that it may mean.
type qualifier struct {
	name    string
	regions []region
}

// most is how many words may stand behind a city: "new mexico, united states of america", and some.
const most = 8

// qualified reads a city with what tells it from others of its name: "Paris, Texas", "Birmingham AL".
func (a *atlas) qualified(typed string) (Zone, bool) {
	first, rest, comma := strings.Cut(typed, ",")
	if comma {
		behind, ok := a.qualifiers(strings.Fields(folded(rest)))
		if !ok || len(behind) == 0 || folded(first) == "" {
			return Zone{}, false
		}
		return a.which(folded(first), behind, true)
	}
	words := strings.Fields(folded(typed))
	for i := len(words) - 1; i > max(0, len(words)-most); i-- {
		if behind, ok := a.qualifiers(words[i:]); ok {
			if z, ok := a.which(strings.Join(words[:i], " "), behind, false); ok {
				return z, true
			}
		}
	}
	return Zone{}, false
}

// qualifiers reads words as names of regions, one behind the other. It returns false if a word is left.
func (a *atlas) qualifiers(words []string) ([]qualifier, bool) {
	if len(words) == 0 || len(words) > most {
		return nil, len(words) == 0
	}
	for n := len(words); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		regions := a.called(name)
		if len(regions) == 0 {
			continue
		}
		if rest, ok := a.qualifiers(words[n:]); ok {
			return append([]qualifier{{name, regions}}, rest...), true
		}
	}
	return nil, false
}

// which tells which city is meant, or asks. The first of these decides: a namesake of that region; the city that is
// known, if the region confirms it; the region, if it stands behind a comma in full: short forms may be words
// ("Berlin, ok"). It returns false if nothing is known of the city, or what is behind it contradicts itself.
func (a *atlas) which(city string, behind []qualifier, comma bool) (Zone, bool) {
	within := func(zone string) bool {
		return !slices.ContainsFunc(behind, func(q qualifier) bool { return !q.has(zone) })
	}
	for _, q := range behind {
		for _, r := range q.regions {
			if z, ok := a.namesakes[city+" "+r.name]; ok && within(z.Name) {
				return z, true
			}
		}
	}
	known := a.city(city)
	var confirmed, possible []Zone
	for _, z := range known {
		if !slices.ContainsFunc(behind, func(q qualifier) bool { return !q.confirms(z.Name) }) {
			confirmed = append(confirmed, z)
		}
	}
	if several := len(behind) == 1 && len(behind[0].regions) > 1; len(confirmed) > 0 && !(several && a.regions[city] != nil) { // "Ontario, CA"
		return oneOf(confirmed), true
	}
	for _, r := range behind[0].regions {
		for _, z := range a.named(r.zones) {
			if within(z.Name) {
				possible = append(possible, z)
			}
		}
	}
	inFull := slices.ContainsFunc(behind, qualifier.inFull)
	switch {
	case len(possible) == 0 || len(known) == 0 && !(comma && inFull):
		return Zone{}, false
	case comma && inFull:
		return oneOf(likeliest(possible)), true
	}
	for _, r := range behind[0].regions {
		known = append(known, a.named(r.zones[:1])...)
	}
	return oneOf(likeliest(known)), true
}

func (q qualifier) has(zone string) bool {
	return slices.ContainsFunc(q.regions, func(r region) bool { return slices.Contains(r.zones, zone) })
}

// confirms tells whether a known city with that zone is the one of the region. In a state with two clocks it is so for
// the likeliest alone: there is a Nashville in Indiana, which has not the clock of Tennessee's.
func (q qualifier) confirms(zone string) bool {
	return slices.ContainsFunc(q.regions, func(r region) bool { return r.zones[0] == zone || r.country && slices.Contains(r.zones, zone) })
}

// inFull tells whether the name is the full one of a region.
func (q qualifier) inFull() bool {
	return slices.ContainsFunc(q.regions, func(r region) bool { return r.name == q.name })
}

// likeliest returns one zone for each clock among them, the popular ones first.
func likeliest(zones []Zone) []Zone {
	rank := func(z Zone) int {
		if i := slices.Index(popular, z.Name); i >= 0 {
			return i
		}
		return len(popular)
	}
	slices.SortStableFunc(zones, func(a, b Zone) int { return rank(a) - rank(b) })
	var several []Zone
	for _, z := range zones {
		if !slices.ContainsFunc(several, func(s Zone) bool { return alike([]Zone{s, z}) }) {
			several = append(several, z)
		}
	}
	return several
}
