// Command libraries is what a bot is made of without the bot: it opens a database, holds what Discord and Telegram are
// reached by, and says that it is ready. BenchmarkStart compares the start of the bot with it.
package main

import (
	"fmt"
	"os"

	"github.com/bwmarrin/discordgo"
	telegram "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	bolt "go.etcd.io/bbolt"
)

func main() {
	if err := run(os.Args[1], len(os.Args) > 2); err != nil {
		fmt.Fprintln(os.Stderr, "libraries:", err)
		os.Exit(1)
	}
}

func run(database string, connect bool) error {
	db, err := bolt.Open(database, 0o600, nil)
	if err != nil {
		return fmt.Errorf("open %s: %w", database, err)
	}
	defer db.Close()
	session, err := discordgo.New("Bot none")
	if err != nil {
		return fmt.Errorf("make a session: %w", err)
	}
	if connect { // never: so that what connects is linked
		bot, err := telegram.NewBotAPI("none")
		if err != nil {
			return fmt.Errorf("reach Telegram: %w", err)
		}
		bot.GetUpdatesChan(telegram.UpdateConfig{})
		return session.Open()
	}
	fmt.Println("ready")
	return nil
}
