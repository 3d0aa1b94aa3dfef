package discord

// The few words that are the adapter's own: of controls that only Discord has.
const (
	wordsShared   = "Shared by "
	wordsNotYours = "These buttons belong to someone else. Use the command yourself to get your own."
	wordsFailed   = "Something went wrong here, and it has been noted. Please try again."
	wordsRefused  = "I have an answer, but could not show it here."
	wordsTrouble  = "Discord is having trouble right now."
	wordsFormGone = "This form has expired. Please use the command again."
	wordsOpenForm = "Open the form"
	wordsTooMany  = "That was a lot at once, and I did not get to this. Please send it again in a moment."
	wordsLeftOut  = "That was a lot at once: I answer the first of it and leave out the rest. Please send what is still open again in a moment."
)
