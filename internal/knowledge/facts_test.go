package knowledge

import (
	"fmt"
	"strings"
	"testing"
)

// The facts of the two articles, each with the entry that carries it and the words that the entry
// must say.
var facts = []struct {
	fact, entry string
	words       []string
}{
	{"1 the back works in the bench press", "topic muscles", []string{"bench", "rear deltoids", "rhomboids", "trapezius"}},
	{"1 the same at the cue", "cue retract-and-depress", []string{"rear deltoids", "rhomboids", "trapezius"}},
	{"2 good set-up", "cue retract-and-depress", []string{"together and down", "shoulders and lats tight", "unnatural at first", "bench-press"}},
	{"3 pinching too hard", "cause over-squeezing", []string{"as hard as", "beginners", "neither good nor bad", "heavier sets", "between the blades"}},
	{"4 weak stabilizers", "cause weak-stabilizers", []string{"stabilizers", "little rowing", "shoulder-blade work"}},
	{"5 tight shoulders", "cause tight-shoulders", []string{"too tight", "back and down", "forced"}},
	{"6 poor thoracic extension behind it", "cause tight-shoulders", []string{"often", "poor thoracic extension"}},
	{"6 as a cause of its own", "cause stiff-thoracic-spine", []string{"hardly extends"}},
	{"7 thoracic mobilization", "drill thoracic-mobilization", []string{"kneel before a bench", "both elbows", "parallel to the floor", "head down between your arms", "shoulders and upper back stretch", "10 to 15 seconds"}},
	{"8 retraction without depression", "cause shrugged-setup", []string{"back but not down", "upper traps", "sore"}},
	{"9 two parts", "cue take-your-time", []string{"two parts, set-up and press", "re-rack and start again"}},
	{"9 take time", "cause rushed-setup", []string{"take your time", "re-rack"}},
	{"10 chest up", "cue chest-up", []string{"pinch the blades", "chest up", "thoracic flexibility", "power to the bar"}},
	{"11 leg drive", "cue leg-drive", []string{"down and back"}},
	{"12 the video", "source bench-article", []string{"video", "Jim Blakley", "710 lb", "competition", "in gear", "two athletes"}},
	{"13 forward head posture", "cause forward-head-posture", []string{"upper back weak", "sore or cramp", "a few sets", "daily work"}},
	{"14 chin tuck", "drill chin-tuck", []string{"ears are at least in line with your shoulders", "wall", "soft ball or a pillow", "chest pointed up", "must not drop", "10 to 15 seconds", "10 to 15 reps", "1 to 2 sets"}},
	{"15 wing flaps", "drill chin-tuck-wing-flaps", []string{"tuck your chin", "45°", "shoulder height is 90°", "palms to the floor", "10 flaps", "C5", "author", "not medicine"}},
	{"16 ear covers", "drill chin-tuck-ear-covers", []string{"45°", "cover your ears", "uncover", "10 times", "C6", "author", "not medicine"}},
	{"17 rope climbs", "drill chin-tuck-rope-climbs", []string{"straight ahead", "imaginary rope", "palms facing away", "10 seconds", "C7 and C8", "author", "not medicine"}},
	{"18 these three again", "routine", []string{"chin-tuck-wing-flaps", "chin-tuck-ear-covers", "chin-tuck-rope-climbs", "at least 3 sets", "twice a day"}},
	{"18 as a topic", "topic posture-routine", []string{"at least 3 sets", "twice a day"}},
	{"19 elbows down", "cue elbows-down", []string{"back and down", "drive the elbows down", "stabilizes the shoulders", "lats", "most of the mid and lower back"}},
	{"20 rows", "drill row", []string{"any kind of row"}},
	{"21 lat pulldown", "drill lat-pulldown", []string{"do not feel their lats at first"}},
	{"22 pull-ups", "drill pull-up", []string{"almost anywhere", "can be loaded", "lats and most of the back"}},
	{"23 soreness is common", "topic when-to-see-a-doctor", []string{"soreness is common", "good form from bad", "heavy loads can strain the small muscles of the shoulder"}},
	{"23 nerve claims", "source bench-article", []string{"nerves", "author's own reasoning", "not medicine"}},
	{"24 stability, not strength", "cause scapular-winging", []string{"poor stability", "not a weak chest or weak triceps"}},
	{"25 what the muscles do", "topic muscles", []string{"rhomboids and the middle and lower trapezius", "retract and depress", "serratus anterior", "rib cage", "protracts"}},
	{"26 when they tire", "cause scapular-winging", []string{"tire", "stick out like wings", "toward the spine", "other tissue is strained"}},
	{"27 slightly protracted throughout", "cue keep-protracted", []string{"slightly apart (protracted) throughout", "push-up"}},
	{"27 the cause", "cause scapular-winging", []string{"wing out or collapse", "protracted"}},
	{"28 sinking hips", "cause sagging-hips", []string{"hips that sink", "straight line from head to heels", "rigid like a plank"}},
	{"28 the cue", "cue straight-line", []string{"straight line from head to heels", "rigid like a plank"}},
	{"29 head and neck", "cause neck-misalignment", []string{"head that drops", "neck that cranes", "upper traps", "neutral neck"}},
	{"29 the cue", "cue neutral-neck", []string{"neck neutral"}},
	{"30 scapular push-up", "drill scapular-push-up", []string{"plank", "elbows straight", "push the shoulder blades apart", "upper back is round", "serratus", "House: true"}},
	{"31 Y-T-W raises", "drill y-t-w-raises", []string{"face down", "little or no weight", "middle and lower trapezius", "House: true"}},
	{"32 cat-cow", "drill cat-cow", []string{"before push-ups", "stiffened from sitting", "lets the shoulder blades move", "House: true"}},
	{"32 thoracic rotations", "drill t-spine-rotation", []string{"before push-ups", "shoulder blades move", "House: true"}},
	{"32 stiff from sitting", "cause stiff-thoracic-spine", []string{"stiffens from sitting", "before your push-ups", "shoulder blades can move"}},
	{"33 see a professional", "topic when-to-see-a-doctor", []string{"sharp, sudden or constantly intense", "does not ease soon after you stop", "longer than a week despite changes and rest", "numbness, tingling or weakness down the arm or hand", "clicks, pops or locks"}},
	{"33 sharp", "flag sharp-pain", []string{"sharp", "does not ease soon", "see-a-professional"}},
	{"33 sudden", "flag sudden-pain", []string{"all at once", "see-a-professional"}},
	{"33 intense", "flag intense-pain", []string{"stays intense", "see-a-professional"}},
	{"33 a week", "flag over-a-week", []string{"more than a week, in spite of changes and rest", "see-a-professional"}},
	{"33 numb", "flag numbness", []string{"numbness down the arm or in the hand", "see-a-professional"}},
	{"33 tingling", "flag tingling", []string{"tingling", "see-a-professional"}},
	{"33 weak", "flag radiating-weakness", []string{"weakness", "see-a-professional"}},
	{"33 clicking", "flag joint-clicking", []string{"clicking", "popping", "see-a-professional"}},
	{"33 locking", "flag joint-locking", []string{"locking", "see-a-professional"}},
}

func TestFacts(t *testing.T) {
	byName, _ := sheets(base(t))
	seen := map[string]bool{}
	for _, f := range facts {
		number, _, _ := strings.Cut(f.fact, " ")
		seen[number] = true
		sheet := strings.ToLower(byName[f.entry])
		for _, w := range f.words {
			if !strings.Contains(sheet, strings.ToLower(w)) {
				t.Errorf("fact %s: the %s does not say %q", f.fact, f.entry, w)
			}
		}
	}
	const all = 33
	for i := range all {
		if !seen[fmt.Sprint(i+1)] {
			t.Errorf("fact %d is carried by no entry", i+1)
		}
	}
}
