package standing

import "spotter/internal/knowledge/turn"

// emergency are the answers while an emergency stands.
var emergency = wordings{
	turn.Acting: {
		"Good, that is the right thing to do. {Still} until help is with you, unlock the door, and keep the phone near. If it gets worse, tell the emergency number (112, 911 or 999) at once.",
		"I'm glad you do. Have somebody stay with you, don't drive yourself, and have ready what medicine you take and when it began. If help is slow or it gets worse, ring 112, 911 or 999 once more.",
		"Well done. There is nothing to train or to stretch now: {still}, and let somebody wait at the door for the ambulance. I hope it turns out well.",
	},
	turn.SelfDriving: {
		"Please don't drive yourself: if it gets worse at the wheel, it hurts others too. Let somebody take you, or call 112, 911 or 999 and they come to you.",
		"Not at the wheel, please. Ring the emergency number (112, 911 or 999), or have somebody else drive; {still} until then.",
	},
	turn.Unwilling: {
		"It is your decision, and I won't push twice. With {thing}, though, {can}, and only an examination tells. The smaller step: ring 112, 911 or 999, or your medical helpline, and just ask them.",
		"I hear you. Then please don't stay alone with it, and ring the emergency number (112, 911 or 999) the moment it gets worse; nobody there minds a call too many.",
	},
	turn.Later: {
		"Please don't wait with this: {can}. {Now}; they say whether it can wait, and I can't.",
		"Not until then. With {thing} every hour can count, so {now}, or have somebody take you to an emergency department.",
	},
	turn.Alone: {
		"Then ring 112, 911 or 999 on loudspeaker and stay on the line: you are not alone while you do. Unlock the door, and {still}.",
		"Even more so: {now}, tell them that nobody is with you, and let a neighbour or a friend know. {Still} until somebody comes.",
	},
	turn.ToTell: {
		"Say first: {tell}. Then when it began and what you were doing, how old you are, what medicine you take, and where you are. Answer what they ask, and let them hang up first; the number is 112, 911 or 999.",
		"Three things for the emergency number: where you are, {tell}, and since when. That it came with training is worth a word too; they ask for the rest.",
	},
	turn.Number: {
		"112 works all over Europe and from most mobile phones elsewhere; 911 in the United States and Canada, 999 in the United Kingdom, 000 in Australia, 111 in New Zealand. Please ring now, and {still} until they come.",
		"Your local emergency number: 112 in Europe and India, 911 in North America, 999 in the United Kingdom. A mobile phone mostly reaches help by 112 wherever you are.",
	},
	turn.Cost: {
		"The call itself is free, and so is asking there what is needed. Money can be talked about afterwards; {can}, and that can't wait: {now}.",
		"I don't know what it costs where you are. A call to 112, 911 or 999 costs nothing, and they tell you whether you need an ambulance or whether somebody can drive you.",
	},
	turn.Opinion: {
		"They may be right, and they can't see inside you any better than I can. {Can}, and only an examination tells: please {now}.",
		"That is kindly meant, and no examination. With {thing} I'd rather be wrong on the safe side: 112, 911 or 999, and let them decide.",
	},
	turn.Medicine: {
		"Ask that on the emergency call (112, 911 or 999): they know what goes with {thing} and with what else you take. I name no medicine, and none should delay the call.",
		"Nothing from me, please: a tablet can be the wrong one here, or hide what they need to see. {Now}, and they tell you whether to take something.",
	},
	turn.Relief: {
		"Heat, cold or a massage can't settle {thing}, and it costs time. {Now}.",
		"Not now: first an emergency department or 112, 911 or 999, then whatever they tell you. {Still} until then.",
	},
	turn.Drill: {
		"No stretch and no drill now: {can}, and moving it can make it worse. {Now}; what I teach will still be there afterwards.",
		"That has to wait. With {thing} nothing that I teach helps: 112, 911 or 999 does, and {still} until they come.",
		"I'd rather not show you any of that before you have been examined. Please {now}.",
	},
	turn.Training: {
		"No training until this has been examined: {can}. {Now}; whoever sees you can tell you when you may lift again.",
		"Not now, and no lighter version of it either. First 112, 911 or 999 or an emergency department; {still} until then.",
	},
	turn.Doctor: {
		"This time neither a family doctor nor a physio, but the emergency number: 112, 911 or 999. They decide who sees you, and how fast.",
		"An emergency department, and today: {can}. If you can't get there safely with somebody, {now}.",
	},
	turn.HowLong: {
		"I can't say, and nobody can before it has been examined. {Now}; whoever sees you can tell you how long.",
		"That depends on what they find, so first the emergency number (112, 911 or 999). If they find nothing, that is the best news, and then we go on with the sore back.",
	},
	turn.Meanwhile: {
		"If you haven't yet: {now}. Until they are there, {still}, unlock the door, and have somebody stay with you.",
		"{Still}, keep warm, don't drive, and don't try it out. Anything else you can ask at 112, 911 or 999; they stay on the line.",
	},
	turn.Why: {
		"I can't tell what it is; from a few lines nobody can. But with {thing} {can}, which is why this can't wait for me: {now}.",
		"It may be harmless or not, and only an examination tells the two apart. {Can}, so please let 112, 911 or 999 decide.",
	},
	turn.Doubt: {
		"I can't be sure, and that is just the reason: {can}. Please {now}; if it is nothing, all the better.",
		"Yes, I stay with it. Better one call too many to 112, 911 or 999 than one too few.",
		"I know it sounds like much. With {thing} health services say the same: the emergency number, and now.",
	},
	turn.Scared: {
		"That is no wonder, and you needn't sit through it alone. {Now}: they stay on the line with you. {Still}, and breathe out slowly.",
		"I understand. Get somebody to sit with you, and let 112, 911 or 999 talk you through it; most of such calls end well.",
	},
	turn.Gone: {
		"Good that it has eased. It still counts: {can}, even when it comes and goes. Please have it checked today, and {now} if it comes back.",
		"I'm glad, and I would still not leave it there. Tell an emergency department or 112, 911 or 999 that you had {thing}; they say what is needed.",
	},
	turn.Smaller: {
		"It may be. But {can}, and from here nobody can tell the two apart: please {now}.",
		"I hope you're right. With {thing} hoping isn't enough, though; 112, 911 or 999 will tell you whether you may leave it.",
		"That is how many describe it, also those for whom it was serious. Let the emergency number (112, 911 or 999) decide.",
	},
	turn.Appointment: {
		"Good that you have one, but this can't wait for it: {can}. {Now}, or have somebody take you to an emergency department.",
		"Keep it, and go sooner: with {thing} it should be today. 112, 911 or 999 can tell you how.",
	},
	turn.Worse: {
		"Then please don't wait a moment: {now}, and say that it is getting worse. {Still} until they come.",
		"That makes it more urgent. The emergency number (112, 911 or 999), at once, and don't stay alone until help is there.",
	},
	turn.Seen: {
		"Good that somebody is looking after it: what they say after examining you goes before anything of mine. Did they examine you for this, and today? If it was by phone, or a while ago: {now}.",
		"Then keep to what they told you. If it was not for this that they looked at you, or it gets worse, ring 112, 911 or 999. Did they find all well?",
	},
	turn.FedUp: {
		"Fair, I keep saying it. In one line: {now}. Everything else I can answer when that is done.",
		"Sorry, I'd like to be of more use. The most useful thing I know is still 112, 911 or 999; {can}.",
	},
	turn.Source: {
		"I'm a program and no doctor. With {thing} I say what public-health advice says: {now}. I store nothing of what you tell me.",
		"Two lifting articles are all I teach from, and warning signs follow general health advice. So not from me: from 112, 911 or 999 you get people who can examine you.",
	},
	turn.Thanks: {
		"You're welcome. If you haven't yet, please {now}. I hope it turns out well.",
		"Any time, and take good care. First the emergency number (112, 911 or 999), the rest later.",
	},
	turn.Okay: {
		"All right. If you haven't yet, please {now}, and {still} until help is there.",
		"Good. I mean it kindly: 112, 911 or 999 first, and well before anything else.",
		"I'm here. Have you reached the emergency number? It is 112, 911 or 999.",
	},
	turn.Hello: {
		"Hello, I'm still here. First things first: with {thing}, please {now}.",
		"Hi. Before anything else: did you reach 112, 911 or 999?",
	},
	turn.Complaint: {
		"That can wait: first comes {thing}. {Now}; tell me about the rest when you have been seen.",
		"I'll gladly look at that later. What you told me before goes first: 112, 911 or 999, and no training until then.",
	},
	Picture: {
		"I can't look at pictures and videos, or listen. What you told me is enough: {now}.",
		"I can't see that, I'm sorry. Show it to those who come when you ring 112, 911 or 999.",
	},
	Pressed: {
		"That has to wait: with {thing}, please {now}.",
		"Not before you have been examined. 112, 911 or 999 come first; {still} until then.",
	},
	turn.Other: {
		"First things first: with {thing} {can}, so please {now}.",
		"That can wait until you have been examined. Have you called 112, 911 or 999?",
		"I can only repeat it in other words: this is for an emergency department, and not for me. {Still} until help is there; the number is 112, 911 or 999.",
		"Everything else later, gladly. What counts now is that somebody examines you: {now}.",
	},
}
