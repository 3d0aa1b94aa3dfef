// Package telegram is somewhere else.
package telegram

import (
	_ "github.com/bwmarrin/discordgo"
	_ "spotter/internal/chat"
)
