// Package bot imports what only adapters may.
package bot

import (
	_ "github.com/bwmarrin/discordgo"
	_ "spotter/internal/chat"
	_ "spotter/internal/chat/discord"
)
