package bot

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/reminders"
)

// defaultHour is when the digest comes where nobody said when.
const defaultHour = 18

func (b *Bot) setupCommands() []command {
	const group = "For those who manage a group"
	kinds := []chat.Choice{
		{Label: "Channel: a thread for each check", Value: inChannel},
		{Label: "Forum: a post for each check", Value: inForum},
		{Label: "Topic: a chain of replies", Value: inTopic},
	}
	return []command{
		{Command: chat.Command{Name: "setup", Description: "What is set up in this group", Example: "/setup", Group: group, Who: chat.Managers}, run: b.setup},
		{Command: chat.Command{Name: "setup show", Description: "What is set up in this group", Example: "/setup show", Group: group, Who: chat.Managers}, run: b.setup},
		{Command: chat.Command{Name: "setup formcheck", Description: "Where form checks go, and when the list of waiting ones comes", Group: group, Who: chat.Managers,
			Example: "/setup formcheck topic 18 Berlin",
			Options: []chat.Option{
				{Name: "kind", Description: "How to post form checks", Type: chat.Word, Required: true, Choices: kinds},
				{Name: "hour", Description: "Hour of the daily list of waiting checks, 0 to 23, or off", Type: chat.Word, Max: 10},
				{Name: "zone", Description: "Whose clock that hour is on, as in Berlin", Type: chat.Word, Max: 60, Complete: true},
				{Name: "channel", Description: "The channel or forum; this one if left out", Type: chat.Channel},
				{Name: "role", Description: "Who is mentioned in the list; nobody if left out", Type: chat.Role},
			}}, run: b.setupFormcheck, read: readSetup, complete: b.completeRemind},
		{Command: chat.Command{Name: "setup check", Description: "Test whether I may do what form checks need", Example: "/setup check", Group: group, Who: chat.Managers}, run: b.setupCheck},
	}
}

// homeSettings returns the group that a call is about and what is set up in it, nil for nothing.
func (b *Bot) homeSettings(ctx context.Context, c *call) (home string, set *formcheck.Settings, err error) {
	if c.Home == "" {
		return "", nil, problem("There is no group here to set up.", "Use /setup in the group.")
	}
	home = string(c.Home)
	set, err = b.Checks.Settings(ctx, home)
	return home, set, err
}

// setup shows what is set up.
func (b *Bot) setup(ctx context.Context, c *call) (chat.Reply, error) {
	_, set, err := b.homeSettings(ctx, c)
	if err != nil {
		return nil, err
	}
	m := &chat.Message{Private: true}
	if set == nil {
		m.Text = chat.Rich("Nothing is set up here: form checks are posted where they are asked for, and no list of waiting ones is sent. " +
			"Change that with `/setup formcheck`.")
		return m, nil
	}
	m.Text = settingsLine(set, b.Now())
	return m, nil
}

// settingsLine says what is set up.
func settingsLine(s *formcheck.Settings, now time.Time) chat.Text {
	in := func(before, fallback, after string) chat.Text {
		return chat.Text{{Text: before}, {Text: fallback, Place: chat.Place(s.Place)}, {Text: after}}
	}
	text := map[string]chat.Text{
		inChannel: in("Each form check gets a thread in ", "the channel that was chosen", "."),
		inForum: in("Each form check gets a post in ", "the forum that was chosen",
			", tagged with its lift and “waiting”, “answered” or “closed” where the forum has tags of these names."),
		inTopic: in("Form checks are posted as replies, in ", "the place that was chosen", "."),
	}[s.Kind]
	if s.Hour < 0 {
		return chat.Join(text, chat.Plain(" No list of waiting ones is sent."))
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		zone = time.UTC
	}
	t := chat.Join(text, chat.Plain(fmt.Sprintf(" Checks that wait for more than a day are listed daily at %d:00 (%s, where it is %s now)", s.Hour, reminders.ZoneLabel(s.Zone), now.In(zone).Format("15:04"))))
	if s.Role != "" {
		t = chat.Join(t, chat.Plain(", with a mention of "), chat.Text{{Text: "the role you chose", Role: s.Role}})
	}
	return chat.Join(t, chat.Plain("."))
}

// setupFormcheck sets form checks up and tests at once whether all is allowed that it takes.
func (b *Bot) setupFormcheck(ctx context.Context, c *call) (chat.Reply, error) {
	home, old, err := b.homeSettings(ctx, c)
	if err != nil {
		return nil, err
	}
	if old == nil {
		old = &formcheck.Settings{Hour: defaultHour, Zone: "UTC"}
	}
	set, err := c.settings(home, old)
	if err != nil {
		return nil, err
	}
	if err := b.ofHome(ctx, c, chat.Place(set.Place)); err != nil {
		return nil, err
	}
	section, inspected := b.inspect(ctx, &set)
	var unfit *unfitError
	if errors.As(inspected, &unfit) {
		return nil, problem(unfit.why, "Nothing was changed.")
	}
	if shut := b.shut(ctx, &set); shut != "" {
		return nil, problem("I cannot post there yet, so nothing was changed. "+shut, "Then use `/setup formcheck` again.")
	}
	if err := b.Checks.Configure(ctx, b.Now(), set); err != nil {
		return nil, err
	}
	m := &chat.Message{Private: true, Text: chat.Join(chat.Strong("Set up. "), settingsLine(&set, b.Now()))}
	if inspected != nil {
		b.Log.Warn("permissions not inspected", "err", inspected)
		m.Text = chat.Join(m.Text, chat.Rich(" I could not find out what I may do there: `/setup check` asks again."))
		return m, nil
	}
	m.Sections = append(m.Sections, section)
	return m, nil
}

// shut returns how to let the bot see and write to the place of form checks, or "" if it can or that is not known.
func (b *Bot) shut(ctx context.Context, s *formcheck.Settings) string {
	inspector := b.Platforms.Inspector(chat.Place(s.Place))
	if inspector == nil {
		return ""
	}
	need := chat.CanSend
	if s.Kind == inForum && b.Platforms.Threads(chat.Place(s.Place)) != nil {
		need = chat.CanPost
	}
	lacks, err := inspector.Inspect(ctx, chat.Place(s.Place), need)
	if err != nil { // it is told of with what else is inspected
		return ""
	}
	for _, l := range lacks {
		if l.Ability == need {
			return l.Cure
		}
	}
	return ""
}

// An unfitError tells that a place is of a kind that takes no such form checks.
type unfitError struct{ why string }

func (e *unfitError) Error() string { return e.why }

// settings reads what was chosen; what was left out stays as it was.
func (c *call) settings(home string, old *formcheck.Settings) (formcheck.Settings, error) {
	s := formcheck.Settings{Home: home, Place: string(c.Where), Kind: c.args["kind"], Notice: string(c.Where),
		Hour: old.Hour, Zone: old.Zone, Role: old.Role}
	if p := c.args["channel"]; p != "" {
		if chat.Place(p).Platform() != c.Where.Platform() {
			return s, problem("“"+brief(p)+"” is not a channel that I know.", "Run the command in the channel itself.")
		}
		s.Place = p
	}
	if s.Kind == inChannel { // a forum takes posts, not messages: its list goes where this was asked
		s.Notice = s.Place
	}
	if role := c.args["role"]; role != "" {
		s.Role = role
	}
	if zone := c.args["zone"]; zone != "" {
		z, err := reminders.ParseZone(zone)
		switch {
		case err != nil:
			return s, planProblem(err)
		case len(z.Options) > 0 || z.Fixed:
			return s, problem("“"+brief(zone)+"” does not say which clock is meant all year.", "Write a city, as in Berlin or New York.")
		}
		s.Zone = z.Name
	}
	if hour := c.args["hour"]; hour != "" {
		h, err := readHour(hour)
		if err != nil {
			return s, err
		}
		s.Hour = h
	}
	return s, nil
}

// readSetup reads what was typed after /setup formcheck: the kind, the hour, and the place whose clock
// it is, which may be several words.
func readSetup(c *command, rest string) map[string]string {
	args := map[string]string{}
	rest = c.takeNamed(rest, args)
	for _, name := range []string{"kind", "hour"} {
		if _, named := args[name]; !named && rest != "" {
			args[name], rest = cutWord(rest)
		}
	}
	if _, named := args["zone"]; !named && rest != "" {
		args["zone"] = unquote(rest)
	}
	return args
}

var hourPattern = regexp.MustCompile(`^(\d{1,2})(?:[:.]00)?(?:h)?$`)

// readHour reads "18", "18:00" or "off", which is -1.
func readHour(s string) (int, error) {
	s = strings.ToLower(s)
	if s == "off" || s == "none" || s == "never" {
		return -1, nil
	}
	m := hourPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, badHour(s)
	}
	h, err := strconv.Atoi(m[1])
	if err != nil || h > 23 {
		return 0, badHour(s)
	}
	return h, nil
}

func badHour(s string) error {
	return problem("“"+brief(s)+"” is not an hour of the day.", "Write 0 to 23, as in 18, or off.")
}

// setupCheck tests whether all is allowed that form checks take.
func (b *Bot) setupCheck(ctx context.Context, c *call) (chat.Reply, error) {
	home, set, err := b.homeSettings(ctx, c)
	if err != nil {
		return nil, err
	}
	if set == nil {
		set = &formcheck.Settings{Home: home, Place: string(c.Where), Notice: string(c.Where), Kind: inTopic, Hour: -1}
	}
	section, err := b.inspect(ctx, set)
	var unfit *unfitError
	if errors.As(err, &unfit) {
		return nil, problem(unfit.why, "`/setup formcheck` chooses again.")
	}
	if err != nil {
		return nil, &Problem{Say: "I could not find out what I may do here.", Hint: "Please try again in a moment.", Err: err}
	}
	return &chat.Message{Private: true, Text: chat.Plain("What form checks need of this group:"), Sections: []chat.Section{section}}, nil
}

// abilities says what each ability is for.
var abilities = map[chat.Ability]string{
	chat.CanSend:       "Post there",
	chat.CanPost:       "Post there",
	chat.CanOpenThread: "Open a thread for each check",
	chat.CanTag:        "Change tags, and close threads",
	chat.CanMention:    "Mention the role in the daily list",
}

// inspect tests each permission at each place. Its error is an *unfitError for a place where none would do.
func (b *Bot) inspect(ctx context.Context, s *formcheck.Settings) (chat.Section, error) {
	section := chat.Section{Title: "Permissions"}
	need := []chat.Ability{chat.CanSend}
	if threads := b.Platforms.Threads(chat.Place(s.Place)) != nil; threads && s.Kind == inForum {
		need = []chat.Ability{chat.CanPost, chat.CanOpenThread, chat.CanTag}
	} else if threads && s.Kind == inChannel {
		need = append(need, chat.CanOpenThread, chat.CanTag)
	}
	if err := b.inspectPlace(ctx, &section, s.Place, need); err != nil {
		return section, err
	}
	if s.Hour < 0 {
		return section, nil
	}
	var notice []chat.Ability
	if s.Notice != s.Place {
		notice = append(notice, chat.CanSend)
	}
	if s.Role != "" {
		notice = append(notice, chat.CanMention)
	}
	if len(notice) == 0 {
		return section, nil
	}
	section.Body = chat.Join(section.Body, chat.Plain("\nFor the daily list:"))
	return section, b.inspectPlace(ctx, &section, s.Notice, notice)
}

func (b *Bot) inspectPlace(ctx context.Context, section *chat.Section, place string, want []chat.Ability) error {
	inspector := b.Platforms.Inspector(chat.Place(place))
	if inspector == nil {
		section.Body = chat.Join(section.Body, chat.Plain("All is allowed here: this platform has no permissions."))
		return nil
	}
	lacks, err := inspector.Inspect(ctx, chat.Place(place), want...)
	if err != nil {
		return fmt.Errorf("inspect %s: %w", place, err)
	}
	for _, ability := range want {
		line := abilities[ability] + ": yes."
		for _, l := range lacks {
			if l.Ability == ability && l.Never {
				return &unfitError{l.Cure}
			}
			if l.Ability == ability {
				line = abilities[ability] + ": missing. " + l.Cure
			}
		}
		if len(section.Body) > 0 {
			line = "\n" + line
		}
		section.Body = chat.Join(section.Body, chat.Plain(line))
	}
	return nil
}
