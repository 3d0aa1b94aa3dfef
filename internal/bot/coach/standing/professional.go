package standing

import "spotter/internal/knowledge/turn"

// professional are the answers while something stands that a doctor or physio should see.
var professional = wordings{
	turn.Acting: {
		"Good, I'm glad you do. Tell them when it began, what brings it on, and what makes it better. No pressing and no drills until the doctor or physio has looked.",
		"Well done. Until you have been seen, leave the bench and push-ups alone; and come back and tell me what they said.",
	},
	turn.SelfDriving: {
		"Fine, if you can turn your head and hold the wheel without trouble. If not, let somebody drive you to the doctor.",
		"Good that you go. Not at the wheel if your neck or arm doesn't do what you want; then have someone take you to the doctor.",
	},
	turn.Unwilling: {
		"It is your decision, and I won't push twice. I say it because {can}, which nobody can see from here. The smaller step is a physio, in many places without a referral; until then no pressing.",
		"I understand. Then at least hold off on pressing, and see a doctor at once if it spreads, gets stronger, or anything turns weak or numb.",
	},
	turn.Later: {
		"It is no emergency, but don't leave it: a doctor or physio within days, and no pressing until then. Sooner if it spreads, gets stronger, or anything turns weak.",
		"A few days are fine as long as it doesn't get worse; weeks are not, because {can}. Ring a doctor or physio tomorrow, and let pressing wait.",
	},
	turn.Alone: {
		"A doctor's or physio's phone line can help you find a place to be seen. If anything turns weak suddenly, or your chest or breath is in it, ring 112, 911 or 999.",
		"No rush tonight, unless it gets worse. A medical helpline can tell you which doctor is open near you.",
	},
	turn.ToTell: {
		"Tell the doctor or physio: {thing}, since when, in which lift, what brings it on and what eases it, and whether anything is numb, tingles or is weak. A video of a set from the side helps too.",
		"When it began, how often it comes, where exactly, and that it comes with pressing. Say {thing} first; that is what the doctor needs most.",
	},
	turn.Number: {
		"Your doctor's or a physio's own number will do; it is no emergency so far. If weakness, chest or breath come into it: 112, 911 or 999.",
		"A family doctor, or a physio directly. Only if it gets much worse, your medical helpline or the emergency number.",
	},
	turn.Cost: {
		"I don't know the prices where you are. One visit to a physio is mostly the cheapest way, and cheaper than weeks without the bench; a family doctor or a community clinic may cost less still.",
		"Ask before you book: many physios offer one assessment on its own, and a doctor may be covered. Until somebody has looked, pressing waits, and that costs nothing.",
	},
	turn.Opinion: {
		"That may well be so, but nobody has examined it yet. {Can}, so I'd still have a doctor or physio look, and leave pressing until then.",
		"Kindly meant, and no examination. Please let a doctor or physio see it once; if they say the same, all the better.",
	},
	turn.Medicine: {
		"Ask a pharmacist, who knows what goes with your health and what else you take; I name no medicine and no dose. And don't train on it: it hides the pain that should warn you until a doctor or physio has looked.",
		"That is one for a pharmacist or your doctor, leaflet in hand. It doesn't replace having it looked at.",
	},
	turn.Relief: {
		"For tonight, warmth or cold in a cloth, whichever feels better, but not where feeling is poor; that is general advice and not from my two articles. It doesn't replace the doctor or physio.",
		"Gently, and only as long as it feels good; no hard massage and no stretching into it. What it needs first is a doctor or physio to look at it.",
	},
	turn.Drill: {
		"The drills wait until a doctor or physio has looked at it: with {thing} {can}. After that I'll gladly show you.",
		"Not yet, please. First somebody examines it, a physio for instance, and you can ask there whether the drill is right for you.",
		"I hold that back until it has been seen. Walking, and what doesn't bring it on, is all right; a doctor or physio can free the rest.",
	},
	turn.Training: {
		"No pressing, neither bench nor push-ups, until a doctor or physio has looked. Legs and walking are all right as long as they don't bring it on: keep it light, and stop if it does.",
		"Not yet for anything that presses, also not with less weight: {can}. What doesn't hurt or provoke it, such as easy leg work, you can keep, until it has been looked at.",
		"With {thing} I'd skip the bench until it has been seen. The rest of your training can go on lighter, without anything that brings it on; stop if it does.",
	},
	turn.Doctor: {
		"Your family doctor or a physio, whichever is quicker, within days. Mention {thing}; they examine it, and send you on if need be.",
		"I would, yes: a physio can test nerves, joint and strength, which nobody can from here. A GP first if you'd rather have a doctor; a chiropractor I'd leave for later.",
	},
	turn.HowLong: {
		"I can't say before it has been looked at; whoever examines it can. With their go-ahead you start light, with about half the weight, and build up over some sessions.",
		"That depends on what the doctor or physio finds. If they find nothing, that is good news, and then we go on here with set-up and drill.",
	},
	turn.Meanwhile: {
		"Until the doctor or physio has looked: no pressing, no drills, and keep moving gently (walking, easy leg work) as far as it doesn't bring it on. That is general advice, not from my two articles.",
		"Keep to what doesn't hurt, change your position often, and leave out bench and push-ups. See a doctor sooner if it spreads, gets stronger, or anything turns weak.",
	},
	turn.Why: {
		"I can't be sure, and it is no diagnosis: {can}. A doctor or physio can examine it, which nobody can do from a few lines.",
		"From here I only know what you told me, and that could be several things. Because {can}, somebody should check nerve, joint and strength: a doctor or a physio.",
	},
	turn.Doubt: {
		"I'd not leave it at that: {can}. It is no emergency so far, but a doctor or physio should look, and pressing waits.",
		"I can't be sure from here, and that is why. One look by a doctor or physio settles it; until then no pressing.",
	},
	turn.Scared: {
		"That is understandable. So far it sounds like something to have looked at soon, and not like an emergency: a doctor or physio this week. If your chest, breath, legs or bladder come into it, ring 112, 911 or 999.",
		"I understand. Most of such things turn out to be treatable, and a doctor or physio can tell you more than your worries do. Leave pressing until then.",
	},
	turn.Gone: {
		"Good, I'm glad. I'd still mention it to a doctor or physio, because {can}; and if it comes back with pressing, don't train on.",
		"Nice to hear. That it is gone now is a good sign, and no answer to why it came: let a doctor or physio look before you press again.",
	},
	turn.Smaller: {
		"Also a little of it counts: {can}. A doctor or physio should look once, and pressing waits until then.",
		"I believe you, and it may be harmless. With {thing} the article I work from still says: see a professional. A physio will do.",
		"Good that it isn't more. It stays one for a doctor or physio, just without any hurry tonight.",
	},
	turn.Appointment: {
		"Good, well done. Until then no pressing and no drills; tell the doctor or physio when it began and what brings it on. If it gets worse before that, go sooner.",
		"Great, that is the right step. Keep to what doesn't bring it on until the doctor has seen you, and tell me afterwards what they said.",
	},
	turn.Worse: {
		"Then see a doctor soon, today or tomorrow, and leave out all that brings it on. If it is in chest, breath, legs or bladder: 112, 911 or 999 at once.",
		"That belongs to the same visit, and makes it more pressing: a doctor within a day or two, no training until then.",
	},
	turn.Seen: {
		"Good that somebody looked: what they say goes before anything of mine. Did the doctor or physio examine this, and find all well? Otherwise pressing waits for their go-ahead.",
		"Then keep to what they told you, and ask them when you may press again. Was it this that they examined, and was all well?",
	},
	turn.FedUp: {
		"Fair enough. The short of it: have a doctor or physio look once, leave pressing until then, and keep what doesn't hurt. After that I'm of more use.",
		"Sorry, I'd rather help you lift too. With {thing} holding off is the best I can honestly tell you, and one visit to a physio ends it.",
	},
	turn.Source: {
		"I'm a program, no doctor. The two articles I work from send people with {thing} to a professional, and so do I. I store nothing of what you tell me.",
		"From an article on push-ups and one on the bench press; the push-up one lists when to see a professional, and {thing} is on it. I'm a bot, and I keep nothing of this.",
	},
	turn.Thanks: {
		"You're welcome. Let a doctor or physio have a look, and tell me how it went.",
		"Any time. Take it easy with pressing until somebody has seen it, and get well.",
	},
	turn.Okay: {
		"Good. Pressing waits until a doctor or physio has looked; come back and tell me how it went.",
		"All right, I'm here if you need me. First the doctor or physio, then we go on well.",
		"Sure. Go easy until it has been seen.",
	},
	turn.Hello: {
		"Hello again. Has a doctor or physio had a look at it by now?",
		"Hi, good to see you. What you told me still waits for a doctor or physio; how is it?",
	},
	turn.Complaint: {
		"I keep that in mind. First {thing}: let a doctor or physio look, and ask about this too; until then no pressing and no drill.",
		"That goes on the same list for the doctor or physio. When they have looked at it, we see to the rest here.",
	},
	Picture: {
		"I can't look at pictures and videos, or listen. A doctor or physio can: show it there, and leave pressing until then.",
		"I can't see that, sorry. Keep it for the doctor or physio; a video of a set may help them.",
	},
	Pressed: {
		"That waits until a doctor or physio has looked: with {thing} {can}.",
		"Not yet, please: first somebody examines it. A physio can tell you what is all right meanwhile.",
	},
	turn.Other: {
		"Noted. What I'd do doesn't change: have a doctor or physio look at it, and no pressing until then.",
		"Worth telling the doctor or physio, too. Because {can}, I'd rather they saw it before we go on here.",
		"I can't judge that from here, and somebody who examines you can. Until then keep to what doesn't bring it on.",
		"That may fit or not; it is a doctor or physio who can tell. Pressing and drills wait that long.",
	},
}
