package when

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// renamed are zones that tzdata has given another name since, or joined to another.
var renamed = map[string]string{
	"Europe/Kiev": "Europe/Kyiv", "Europe/Zaporozhye": "Europe/Kyiv", "Europe/Uzhgorod": "Europe/Kyiv", "Asia/Choibalsan": "Asia/Ulaanbaatar",
	"America/Thunder_Bay": "America/Toronto", "America/Yellowknife": "America/Edmonton",
}

// A gazetteer is the towns, as text: lines sorted by name, which are searched and never taken apart all at once.
type gazetteer struct {
	zones     []string
	countries map[string]string // by code
	lines     string
	starts    []int32 // of each line
}

var towns = sync.OnceValue(func() *gazetteer {
	if len(townsPacked) == 0 {
		return &gazetteer{starts: []int32{0}}
	}
	unpacker, err := gzip.NewReader(bytes.NewReader(townsPacked))
	if err != nil {
		panic(err) // it is built in, and a test reads it
	}
	text, err := io.ReadAll(unpacker)
	if err != nil {
		panic(err)
	}
	zones, rest, _ := strings.Cut(string(text), "\n\n")
	countries, lines, _ := strings.Cut(rest, "\n\n")
	for old, zone := range renamed {
		zones = strings.Replace(zones, old, zone, 1)
	}
	g := &gazetteer{zones: strings.Split(zones, "\n"), countries: map[string]string{}, lines: lines, starts: []int32{0}}
	for line := range strings.Lines(countries) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		g.countries[code] = name
	}
	for i := range len(lines) - 1 {
		if lines[i] == '\n' {
			g.starts = append(g.starts, int32(i+1))
		}
	}
	return g
})

// A town is one of them.
type town struct {
	zone, country, region string
	people                int // thousands
}

// named returns the towns of a folded name, the largest first.
func (g *gazetteer) named(name string) (found []town) {
	line := func(i int) string {
		end := len(g.lines)
		if i+1 < len(g.starts) {
			end = int(g.starts[i+1])
		}
		return strings.TrimSuffix(g.lines[g.starts[i]:end], "\n")
	}
	key := name + "\t"
	for i := sort.Search(len(g.starts), func(i int) bool { return line(i) >= key }); i < len(g.starts) && strings.HasPrefix(line(i), key); i++ {
		if t, ok := g.read(line(i)); ok {
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, func(a, b town) int { return b.people - a.people })
	return found
}

// read reads a line.
func (g *gazetteer) read(line string) (town, bool) {
	f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
	if len(f) != 5 {
		return town{}, false
	}
	people, errPeople := strconv.Atoi(f[1])
	zone, errZone := strconv.Atoi(f[2])
	if errPeople != nil || errZone != nil || zone >= len(g.zones) {
		return town{}, false
	}
	return town{g.zones[zone], g.countries[f[3]], f[4], people}, true
}

// umlauts are how German letters are written where there are none.
var umlauts = strings.NewReplacer("ue", "u", "oe", "o", "ae", "a")

// called returns the towns of a folded name, also as it is written without umlauts.
func (g *gazetteer) called(name string) []town {
	if len(name) < 3 || len(name) > 60 || slices.Contains(noTowns, name) {
		return nil
	}
	if found := g.named(name); found != nil {
		return found
	}
	if plain := umlauts.Replace(name); plain != name {
		return g.named(plain)
	}
	return nil
}

// noTowns are words that people write for other things, and that some town is called.
var noTowns = []string{"mon", "man", "may", "off", "sat", "sun", "van", "ham", "best", "home", "hour", "most", "same", "time", "mars", "atlantis"}

// clear is how much larger a town must be than all others of its name to be the one that is meant.
const clear = 8

// town reads the name of a town, alone or with its country, state or province behind it. It returns false if there is none, or if what
// stands behind it fits none.
func (a *atlas) town(typed string) (Zone, bool) {
	g := towns()
	first, rest, comma := strings.Cut(typed, ",")
	if comma {
		return a.meant(g.called(folded(first)), folded(rest))
	}
	name := folded(typed)
	if found := g.called(name); len(found) > 0 {
		z, ok := a.meant(found, "")
		return a.orNear(z, found[0], name), ok
	}
	words := strings.Fields(name)
	for i := len(words) - 1; i > 0 && len(words)-i < most; i-- {
		if z, ok := a.meant(g.called(strings.Join(words[:i], " ")), strings.Join(words[i:], " ")); ok {
			return z, true
		}
	}
	return Zone{}, false
}

// known is how many thousands live in a town that everybody knows.
const known = 100

// orNear adds to a town that few know what is better known and written almost like it.
func (a *atlas) orNear(z Zone, t town, name string) Zone {
	if z.Name == "" || t.people >= known {
		return z
	}
	for _, near := range a.nearest(name) {
		if other, ok := a.find(near); ok && other.Name != "" && !alike([]Zone{z, other}) {
			return Zone{Options: []Zone{other, z}}
		}
	}
	return z
}

// meant chooses among towns those that are in what stands behind their name, if anything does, and then the one that is much larger than all
// with other clocks; else the largest are options.
func (a *atlas) meant(all []town, behind string) (Zone, bool) {
	var found []town
	for _, t := range all {
		if behind == "" || a.lies(t, behind) {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return Zone{}, false
	}
	options := []Zone{found[0].as(a)}
	for _, t := range found[1:] {
		z := t.as(a)
		if slices.ContainsFunc(options, func(o Zone) bool { return alike([]Zone{o, z}) }) {
			continue
		}
		if len(options) == 1 && found[0].people >= clear*max(t.people, 1) {
			return options[0], true
		}
		if options = append(options, z); len(options) == 3 {
			break
		}
	}
	if len(options) == 1 {
		return options[0], true
	}
	return Zone{Options: options}, true
}

// as returns the zone of the town.
func (t town) as(a *atlas) Zone {
	if z, ok := a.byName[folded(strings.ReplaceAll(t.zone, "/", " "))]; ok && z.Name == t.zone {
		return z
	}
	return Zone{Name: t.zone, Label: t.zone[strings.LastIndex(t.zone, "/")+1:]}
}

// lies reports whether the town is in what is named: its country, state or province, by their names and short forms, and if several
// are named, in all of them.
func (a *atlas) lies(t town, behind string) bool {
	if behind == t.region || behind == folded(t.country) {
		return true
	}
	parts, ok := a.qualifiers(strings.Fields(behind))
	if !ok || len(parts) == 0 {
		return false
	}
	for _, q := range parts {
		if len(q.regions) > 1 && !q.inFull() { // PA is Pennsylvania, and Panama
			return false
		}
		fits := q.name == t.region || q.name == folded(t.country) || slices.ContainsFunc(q.regions, func(r region) bool {
			return r.name == t.region || r.country && slices.Contains(r.zones, t.zone)
		})
		if !fits {
			return false
		}
	}
	return true
}

// province returns the zone of a state or province by its folded name: that of its towns. Where they have several clocks, the most peopled are
// options.
func (a *atlas) province(name string) (Zone, bool) {
	if len(name) < 4 {
		return Zone{}, false
	}
	g := towns()
	var all []town
	for rest, key := g.lines, "\t"+name+"\n"; ; {
		i := strings.Index(rest, key)
		if i < 0 {
			break
		}
		line := rest[strings.LastIndexByte(rest[:i], '\n')+1 : i+len(key)]
		if t, ok := g.read(line); ok {
			all = append(all, t)
		}
		rest = rest[i+len(key):]
	}
	if len(all) == 0 {
		return Zone{}, false
	}
	return a.meant(bySize(all), "")
}

// bySize returns one town for each zone, with all who live there, the largest first.
func bySize(all []town) []town {
	people := map[string]*town{}
	for _, t := range all {
		if people[t.zone] == nil {
			people[t.zone] = &town{zone: t.zone}
		}
		people[t.zone].people += t.people
	}
	var zones []town
	for _, t := range people {
		zones = append(zones, *t)
	}
	slices.SortFunc(zones, func(a, b town) int { return cmp.Or(b.people-a.people, strings.Compare(a.zone, b.zone)) })
	return zones
}
