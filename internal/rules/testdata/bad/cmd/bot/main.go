// Spotter is the program.
package main

import (
	_ "spotter/internal/bot"
	_ "spotter/internal/chat/discord"
	_ "spotter/internal/store/storetest"
)
