//go:build !js

package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/bot/review"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/reminders"
)

// mydataCommands returns the commands that show and remove what is stored about oneself.
func (b *Bot) mydataCommands() []command.Command {
	if b.Checks == nil && b.Book == nil {
		return nil
	}
	const group = "About"
	show := chat.Command{Name: "mydata", Description: "See or remove everything I store about you", Example: "/mydata delete", Group: group, Direct: true}
	sub := show
	sub.Name, sub.Description, sub.Example = "mydata show", "See everything I store about you", "/mydata show"
	return []command.Command{
		{Command: show, Run: b.mydata},
		{Command: sub, Run: b.mydata},
		{Command: chat.Command{Name: "mydata delete", Description: "Remove everything I store about you, at once", Example: "/mydata delete", Group: group, Direct: true,
			Options: []chat.Option{{Name: "sure", Description: "Write yes to skip the question", Type: chat.Word, Max: 10}}}, Run: b.mydataDelete},
		{Command: chat.Command{Name: "mydata pictures", Description: "Moving pictures with the drills, or words alone to save data", Example: "/mydata pictures off", Group: group, Direct: true,
			Options: []chat.Option{{Name: "wanted", Description: "On or off", Type: chat.Word, Required: true,
				Choices: []chat.Choice{{Label: "On", Value: "on"}, {Label: "Off", Value: "off"}}}}}, Run: b.mydataPictures},
	}
}

// stored is everything that is stored about one person, as the file of /mydata show has it.
type stored struct {
	You       chat.UserID           `json:"you"`
	Written   time.Time             `json:"written"`
	Kept      map[string]string     `json:"kept to reach you,omitempty"`
	Reminders *reminders.Everything `json:"reminders,omitempty"`
	Checks    []*formcheck.Check    `json:"form checks,omitempty"`
	Pictures  string                `json:"pictures,omitempty"`
	Votes     []review.CastVote     `json:"votes on the form checks of others,omitempty"`
}

func (b *Bot) mydata(ctx context.Context, c *command.Call) (chat.Reply, error) {
	all := stored{You: c.From.ID}
	m := &chat.Message{Private: true, Owner: c.From.ID, Sections: []chat.Section{{Title: "Reminders", Body: chat.Plain("None.")}},
		Text: chat.Plain("This is everything I store about you. What you told me about your body is not part of it: I never store that.")}
	var err error
	if b.remind != nil {
		if all.Reminders, m.Sections[0], err = b.remind.Kept(ctx, c.From.ID); err != nil {
			return nil, err
		}
	}
	if b.review != nil {
		var sections []chat.Section
		if all.Checks, all.Votes, sections, err = b.review.Kept(ctx, c.From.ID); err != nil {
			return nil, err
		}
		m.Sections = append(m.Sections, sections...)
	}
	if all.Kept, err = b.Platforms.Kept(ctx, c.From.ID); err != nil {
		return nil, err
	}
	if b.Show != nil && !b.Show.Wanted(ctx, c.From.ID) {
		all.Pictures = "off"
		m.Sections = append(m.Sections, chat.Section{Title: "Pictures", Body: chat.Plain("None, as you chose.")})
	}
	if all.Reminders == nil && all.Pictures == "" && len(all.Checks)+len(all.Votes)+len(all.Kept) == 0 {
		return m, nil
	}
	if m.File, err = all.file(b.Now()); err != nil {
		return nil, err
	}
	m.Text = chat.Join(m.Text, chat.Plain(" Below is a summary; every detail is in the file "+m.File.Name+"."))
	m.Controls = []chat.Control{chat.Buttons{{Label: "Delete all of it", Action: chat.Action{Command: "mydata", Arg: "delete"}, Danger: true}}}
	return m, nil
}

// file writes all as a file to read and to keep. Times are in the zone that the person chose, if any.
func (all stored) file(now time.Time) (*chat.Document, error) {
	zone := time.UTC
	if r := all.Reminders; r != nil && r.Zone != "" {
		var err error
		if zone, err = reminders.Location(r.Zone); err != nil {
			return nil, err
		}
	}
	all.Written = now.Truncate(time.Second).In(zone)
	for _, c := range all.Checks {
		for _, t := range []*time.Time{&c.Opened, &c.Active, &c.Closed} {
			if !t.IsZero() {
				*t = t.In(zone)
			}
		}
	}
	for i := range all.Votes {
		all.Votes[i].Opened = all.Votes[i].Opened.In(zone)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(all); err != nil {
		return nil, fmt.Errorf("write what is stored: %w", err)
	}
	return &chat.Document{Name: "spotter-data.json", Type: "application/json", Data: b.Bytes()}, nil
}

// inBackups says how long what was deleted may still be found.
const inBackups = " Within a day it is overwritten on the disk, too. Backups that whoever runs me made before may have it until they are thrown away; if one is restored, I delete you again."

func (b *Bot) mydataDelete(ctx context.Context, c *command.Call) (chat.Reply, error) {
	if say.Fold(c.Values["sure"]) != say.Fold("yes") {
		return &chat.Message{
			Text:    chat.Plain("Shall I remove everything I store about you? Your reminders and their history go, form checks that you posted go, and your votes on those of others become anonymous. This cannot be taken back."),
			Private: true, Owner: c.From.ID,
			Controls: []chat.Control{chat.Buttons{{Label: "Yes, remove it", Action: chat.Action{Command: "mydata", Arg: "delete yes"}, Danger: true}}},
		}, nil
	}
	answer := "Done. "
	for _, f := range b.families {
		said, err := f.Erase(ctx, c.From.ID)
		if err != nil {
			return nil, err
		}
		answer += said
	}
	if err := b.Show.Set(ctx, c.From.ID, true); err != nil {
		return nil, err
	}
	if err := b.Platforms.Forget(ctx, c.From.ID); err != nil {
		return nil, err
	}
	return &chat.Message{Text: chat.Plain(answer + "I store nothing about you any more." + inBackups), Private: true, Replace: true, Owner: c.From.ID}, nil
}

// mydataPictures notes whether the person wants pictures.
func (b *Bot) mydataPictures(ctx context.Context, c *command.Call) (chat.Reply, error) {
	wanted := c.Values["wanted"] == "on"
	if err := b.Show.Set(ctx, c.From.ID, wanted); err != nil {
		return nil, err
	}
	text := "No more pictures: you get words alone. `/mydata pictures on` brings them back. I store this choice and nothing else with it."
	if wanted {
		text = "Pictures are on: drills come with a moving one."
	}
	return &chat.Message{Text: chat.Rich(text), Private: true}, nil
}
