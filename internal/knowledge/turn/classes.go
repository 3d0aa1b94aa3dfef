package turn

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// classes are words that mean much the same where the kind of a turn is concerned. A star stands for any ending.
var classes = map[string]string{
	"pain":     "sore* hurt* ach* pain* painful burn* sting* throb* stiff* tight* cramp* killing twinge* niggl* discomfort tender knot* spasm* angry grumpy cranky moan* complain* agony ouch tweak* tug* pinch",
	"back":     "back blades blade scap scaps scapula scapulae scapulas traps trap rhomboid* rhomboids spine neck shoulder shoulders lats lat",
	"elsewhat": "knee knees elbow elbows wrist wrists ankle hip hips toe toes shin hamstring hamstrings biceps bicep forearm forearms belly stomach groin heel calf calves jaw tooth skin",
	"limb":     "arm arms hand hands finger fingers thumb pinky pinkie leg legs foot feet fingertips",
	"nerve":    "numb* tingl* pins needles weak weakness weaker electric zap* shoot* asleep fuzzy fuzziness dead buzzing prickl*",
	"chestly":  "chest breath* breathe heart dizzy faint",
	"sharp":    "sharp stab* knife* pop popped click* clunk* lock* grind* crunch* snap*",
	"lift":     "bench* benchpress press pressing pushup* pressup* push-up pushing incline floorpress",
	"lift2":    "deadlift* squat* ohp overhead military dip dips shrug* clean cleans snatch* pulldown* curl* lunge* swings burpee* plank* muscle-up",
	"drillish": "drill* stretch* exercise* routine tuck tucks flap flaps rotation* mobil* raise* cat cow cats cows catcow covers climbs ytw* row rows rowing pullup* pull facepull* roller band bands mobility",
	"pill":     "ibuprofen paracetamol aspirin painkiller* pill* tablet* naproxen advil tylenol nurofen meds medication medicine acetaminophen diclofenac panadol antiinflammator*",
	"salve":    "ice icing iced heat heating hot cold warm* bath shower cream gel balm voltaren massage massag* roller foam lacrosse sauna tens tape bottle pack hotwater theragun gun magnesium cbd arnica salts cupping wheat",
	"sleep":    "sleep* pillow* mattress bed slept nap asleep stomachsleeper",
	"desk":     "desk sit sits sitting laptop screen* monitor* phone chair office commute drive driving car wheel standing gaming couch sofa backpack bag keyboard",
	"pro":      "doctor* doc docs gp physio* physiotherapist chiro* osteo* specialist hospital clinic therapist mri xray scan a&e er referral appointment orthopaed*",
	"kin":      "wife husband mum mom dad brother sister friend mate buddy girlfriend boyfriend gf bf coach trainer partner bro son daughter colleague",
	"span":     "day days week weeks month months year years hour hours minute minutes fortnight",
	"date":     "monday tuesday wednesday thursday friday saturday sunday tomorrow today yesterday tonight weekend morning evening mornings evenings noon",
	"number":   "# one two three four five six seven eight nine ten twelve fifteen twenty thirty half once twice couple few dozen",
	"thank":    "thanks thx ty cheers thank tysm ta nice1 danke merci appreciated appreciate grateful",
	"greet":    "hi hey hello yo hiya howdy morning evening bye goodbye cya night hallo sup gday",
	"okay":     "ok okay k kk cool nice great alright right fine sure gotcha noted roger sweet perfect righto yep understood copy deal",
	"laugh":    "lol haha hahaha lmao rofl hehe xd",
	"yes":      "yes yeah yep yup aye ye yea indeed correct exactly",
	"no":       "no nope nah non never not dont doesnt didnt isnt cant wont wasnt aint neither none",
	"useless":  "useless rubbish stupid annoying pointless dumb bullshit crap waste ridiculous hopeless terrible sucks damn ffs wtf nonsense idiot*",
	"remind":   "remind* snooz* ping* nudge* notification* notify alarm* schedule* alert* unsubscribe",
	"done":     "did done tried doing been began started finished managed",
	"same":     "same nothing unchanged difference change changed zero nada zilch help helping helped improvement progress budge budged",
	"better":   "better gone eased easing works worked great fixed looser improv* relief vanished disappeared painfree pain-free solved cured",
	"worse":    "worse worst aggravat* flare* flaring stronger intensif* worsened inflam*",
	"already":  "already anyway regularly always since part routine program programme",
	"gear":     "equipment gym dumbbell* barbell* cable* machine* band bands kettlebell* ball towel chair wall bar bottle* backpack floor home",
	"food":     "protein creatine diet eat* calories fat weight-loss supplement* vitamin* whey alcohol beer carbs fasting",
	"die":      "die dying kill suicide suicidal dead living life live alive",
	"you":      "you your youre yourself u ur bot",
	"asks":     "what whats which who how why when where hows whos",
	"may":      "can may could should shall am is are do does will would",
}

// A classTable says of a word in which classes it is.
type classTable struct {
	whole  map[string][]string
	prefix map[string][]string
}

var classOf = sync.OnceValue(newClassTable)

func newClassTable() classTable {
	t := classTable{map[string][]string{}, map[string][]string{}}
	for _, name := range slices.Sorted(maps.Keys(classes)) {
		for w := range strings.FieldsSeq(classes[name]) {
			if stem, any := strings.CutSuffix(w, "*"); any {
				t.prefix[stem] = append(t.prefix[stem], name)
			} else {
				t.whole[w] = append(t.whole[w], name)
			}
		}
	}
	return t
}

// of returns the classes of a word.
func (t classTable) of(word string) []string {
	found := t.whole[word]
	for n := min(len(word), 12); n >= 3; n-- {
		if in := t.prefix[word[:n]]; in != nil {
			found = append(found[:len(found):len(found)], in...)
		}
	}
	return found
}
