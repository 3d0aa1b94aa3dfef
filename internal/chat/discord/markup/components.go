package markup

import (
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
)

// A CustomID is all that a control carries: at most 100 bytes, of which we use at most 64. Its form is
// "<owner>.<number>.<action>": the owner, if the message has one, as shortID; a number that tells
// apart controls of one message with the same action, which Discord demands; and what pressing does, as
// typed. Messages live for years, so every form ever used must be understood.
type CustomID struct{ Owner, Action string }

// WordsShare is the label of the button that shows a private answer to all.
const WordsShare = "Share with everyone here"

// Actions that are the adapter's own. No command begins so.
const (
	ActionShare = "!share" // shows a private answer to all; its argument is the answer's key
	ActionForm  = "!form"  // opens a form; its argument is the form's key
)

func (c CustomID) String(number int) string {
	return c.Owner + "." + strconv.FormatInt(int64(number), 36) + "." + c.Action
}

// ParseCustomID reads what String wrote. Anything else is taken as an action.
func ParseCustomID(s string) CustomID {
	parts := strings.SplitN(s, ".", 3)
	if len(parts) < 3 {
		return CustomID{Action: s}
	}
	return CustomID{Owner: parts[0], Action: parts[2]}
}

// rows renders the controls of m, and a Share button if there is a key for it.
func rows(m *chat.Message, shareKey string) []discordgo.MessageComponent {
	owner := ""
	if m.Owner.Platform()+":" == Platform {
		owner = ShortID(strings.TrimPrefix(string(m.Owner), Platform))
	}
	all := []discordgo.MessageComponent{}
	for i, control := range m.Controls {
		id := CustomID{Owner: owner}
		switch c := control.(type) {
		case chat.Buttons:
			all = append(all, buttonRow(c, id, i*chat.MaxButtons))
		case *chat.Select:
			all = append(all, selectRow(c, id, i*chat.MaxButtons))
		}
	}
	if shareKey == "" {
		return all
	}
	share := CustomID{Action: ActionShare + " " + shareKey}
	return addButton(all, discordgo.Button{
		Label: WordsShare, Style: discordgo.SecondaryButton,
		CustomID: share.String(chat.MaxRows * chat.MaxButtons),
	})
}

// addButton adds a row with b, or b to the last row with room where there is none for another.
func addButton(all []discordgo.MessageComponent, b discordgo.Button) []discordgo.MessageComponent {
	if len(all) < chat.MaxRows {
		return append(all, discordgo.ActionsRow{Components: []discordgo.MessageComponent{b}})
	}
	for i := len(all) - 1; i >= 0; i-- {
		row, ok := all[i].(discordgo.ActionsRow)
		if !ok || len(row.Components) >= chat.MaxButtons {
			continue
		}
		if _, buttons := row.Components[0].(discordgo.Button); buttons {
			row.Components = append(row.Components, b)
			all[i] = row
			return all
		}
	}
	return all
}

func buttonRow(buttons chat.Buttons, id CustomID, number int) discordgo.ActionsRow {
	var row discordgo.ActionsRow
	for i, b := range buttons {
		button := discordgo.Button{Label: Cut(b.Label, chat.MaxLabel), Style: discordgo.SecondaryButton}
		switch {
		case b.URL != "":
			button.Style, button.URL = discordgo.LinkButton, b.URL
		case b.Danger:
			button.Style = discordgo.DangerButton
		case number == 0 && i == 0:
			button.Style = discordgo.PrimaryButton // the first of a message is what most people want
		}
		if b.URL == "" {
			id.Action = b.Action.String()
			button.CustomID = id.String(number + i)
		}
		row.Components = append(row.Components, button)
	}
	return row
}

func selectRow(s *chat.Select, id CustomID, number int) discordgo.ActionsRow {
	id.Action = s.Action.String()
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, CustomID: id.String(number),
		Placeholder: Cut(s.Prompt, 150),
	}
	for _, o := range s.Options {
		menu.Options = append(menu.Options, discordgo.SelectMenuOption{
			Label: Cut(o.Label, chat.MaxChoice), Value: o.Value,
		})
	}
	return discordgo.ActionsRow{Components: []discordgo.MessageComponent{menu}}
}
