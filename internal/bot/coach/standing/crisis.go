package standing

import "spotter/internal/knowledge/turn"

// crisis are the answers to somebody who may be in danger from themselves. The numbers are those of the first
// answer: 988 in the United States and Canada, 116 123 in the United Kingdom and Ireland.
var crisis = wordings{
	turn.Acting: {
		"I'm really glad. Say it as plainly as you said it here, stay with somebody, and put out of reach what could hurt you. 988, 116 123 or findahelpline.com are there as well, all night.",
		"That is a good and brave step. You don't have to explain it well; it is enough to say how bad it is. If it gets dangerous before they are there, ring 112, 911 or 999.",
	},
	turn.Unwilling: {
		"You don't have to talk for long or say much. One message to somebody who knows you, \"I'm not okay, can you come?\", is enough for now; and 988 (US, Canada), 116 123 (UK, Ireland) also listen to silence.",
		"I won't push you. Please don't stay alone tonight, though: be where people are, and if it gets closer, ring 112, 911 or 999.",
	},
	turn.Alone: {
		"Please try once more, or another one: 988 in the US and Canada, 116 123 in the UK and Ireland, findahelpline.com elsewhere, 112, 911 or 999 if you might act on it. A neighbour, a friend or a colleague counts as well.",
		"Being alone with it makes it heavier. Write to one person now, whoever comes to mind first, and ask them to sit with you; helplines such as 988 or 116 123 answer day and night.",
	},
	turn.Number: {
		"988 in the United States and Canada, 116 123 in the United Kingdom and Ireland, findahelpline.com for every other country. In danger: 112, 911 or 999.",
		"findahelpline.com lists those of your country. 988 and 116 123 are those of North America and of the British Isles; 112, 911 or 999 if it can't wait.",
	},
	turn.Cost: {
		"Those lines cost nothing, and you needn't give your name: 988, 116 123, findahelpline.com.",
		"It is free, also at night. If you might act on it: 112, 911 or 999, free as well.",
	},
	turn.Thanks: {
		"I'm glad you wrote it. Is there somebody you can tell the same today? If nobody comes to mind: 988, 116 123 or findahelpline.com.",
		"You're welcome, truly. Please let one person know how you are, and ring 988, 116 123 or the emergency number if it gets heavier.",
	},
	turn.Dark: {
		"No need to be sorry; I'd rather you said it than not. If some of it is true, please tell somebody today: a friend, or 988, 116 123, findahelpline.com.",
		"It's all right. I can't know how much of it was meant, so I take it seriously: if it comes back, please talk to somebody, 988 or 116 123 at any hour.",
	},
	turn.Okay: {
		"I'm still here, and so are people who can do more than I can: 988, 116 123, or findahelpline.com. Is somebody with you?",
		"All right. You don't have to decide anything now; only please don't stay alone with it. A friend, or one of the helplines, today.",
	},
	turn.Hello: {
		"Hello, good that you are here. How are you now, and is there somebody with you? 988, 116 123 or findahelpline.com are there as well.",
		"Hi. I'm glad you wrote again. Please let a person hear it too, somebody near you or a helpline.",
	},
	turn.Source: {
		"I'm a program, and that is why I'd like you to talk to a person: 988, 116 123, findahelpline.com, or somebody you trust. I store nothing of what you write here.",
		"Not a person, no, and no doctor. You deserve somebody who can really listen: a friend, or a helpline such as 988 or 116 123.",
	},
	turn.FedUp: {
		"I understand that this is not what you wanted to hear from a bot. A person can do better: 988, 116 123, or whoever you trust most.",
		"You're right, I'm of little use here. Somebody on 988, 116 123 or findahelpline.com has time for just this.",
	},
	turn.Scared: {
		"That sounds very hard. Please get somebody to be with you right now; if you might act on it, ring 112, 911 or 999, else 988, 116 123 or findahelpline.com.",
		"I'm sorry that it is so bad. You don't have to get through it alone: ring 988 or 116 123, or go to somebody, or to an emergency department.",
	},
	turn.Doctor: {
		"A doctor is a good idea, your own or one on call; an emergency department takes this as seriously as any pain. Until you are there, stay with somebody, or on the line with 988 or 116 123.",
		"Yes: tell a doctor just what you told me. Tonight a helpline (988, 116 123, findahelpline.com) or an emergency department is open.",
	},
	turn.Complaint: {
		"I've heard that your body hurts as well, and we can look at it another day. First you: is there somebody you can talk to now? 988, 116 123 or findahelpline.com else.",
		"The back comes second, and it will keep. What you said before matters more; please tell one person about it today.",
	},
	turn.Drill: {
		"That can wait for another day. Today I'd much rather know you with somebody: a friend, family, or 988, 116 123, findahelpline.com.",
		"Not today. How you are comes first; please talk to a person about it, at a helpline if nobody is near.",
	},
	Picture: {
		"I can't look at pictures or listen. A person can: somebody near you, or 988, 116 123, findahelpline.com.",
		"I can't see that, I'm sorry. Please show it, and say what you said, to somebody you trust or to a helpline.",
	},
	turn.Other: {
		"I'm only a lifting bot, and I don't want to leave you with that. Please tell somebody near you how you are, or 988, 116 123, findahelpline.com; 112, 911 or 999 if you might act on it.",
		"What you said before stays with me more than anything else. Is somebody with you? If not, a helpline is there now: 988, 116 123.",
		"I hear you. Let us leave everything else for another day; one person who knows how you are would be worth more than anything I can say.",
	},
}

// inCrisis are the wants that are answered as another one is to somebody in a crisis.
var inCrisis = map[turn.Want]turn.Want{
	turn.Training: turn.Drill, Pressed: turn.Drill, turn.Relief: turn.Drill,
	turn.Gone: turn.Dark, turn.Smaller: turn.Dark, turn.Doubt: turn.Dark,
	turn.Worse: turn.Scared, turn.Appointment: turn.Acting, turn.Seen: turn.Acting,
}
