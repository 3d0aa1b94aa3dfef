package review

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/pattern"
)

// defaultHour is when the digest comes where nobody said when.
const defaultHour = 18

// setup sets a group up for form checks.
type setup struct {
	desk      *formcheck.Desk
	log       *slog.Logger
	now       func() time.Time
	platforms chat.Platforms
	zones     Zones
	answers   func(home chat.Place) (n int, since time.Time, known bool)
}

func (rv *Reviews) setup() *setup {
	return &setup{desk: rv.Desk, log: rv.Log, now: rv.Now, platforms: rv.Platforms, zones: rv.Zones, answers: rv.Answers}
}

func (st *setup) commands() []command.Command {
	const group = "For those who manage a group"
	kinds := []chat.Choice{
		{Label: "Channel: a thread for each check", Value: inChannel},
		{Label: "Forum: a post for each check", Value: inForum},
		{Label: "Topic: a chain of replies", Value: inTopic},
	}
	return []command.Command{
		{Command: chat.Command{Name: "setup", Description: "What is set up in this group", Example: "/setup", Group: group, Who: chat.Managers}, Run: st.show},
		{Command: chat.Command{Name: "setup show", Description: "What is set up in this group", Example: "/setup show", Group: group, Who: chat.Managers}, Run: st.show},
		{Command: chat.Command{Name: "setup formcheck", Description: "Where form checks go, and when the list of waiting ones comes", Group: group, Who: chat.Managers,
			Example: "/setup formcheck topic 18 Berlin",
			Options: []chat.Option{
				{Name: "kind", Description: "How to post form checks", Type: chat.Word, Required: true, Choices: kinds},
				{Name: "hour", Description: "Hour of the daily list of waiting checks, 0 to 23, or off", Type: chat.Word, Max: 10},
				{Name: "zone", Description: "Whose clock that hour is on, as in Berlin", Type: chat.Word, Max: 60, Complete: true},
				{Name: "channel", Description: "The channel or forum; this one if left out", Type: chat.Channel},
				{Name: "role", Description: "Who is mentioned in the list; nobody if left out", Type: chat.Role},
			}}, Run: st.configure, Read: readSetup, Complete: st.completeZone},
		{Command: chat.Command{Name: "setup check", Description: "Test whether I may do what form checks need", Example: "/setup check", Group: group, Who: chat.Managers}, Run: st.test},
		{Command: chat.Command{Name: "setup stats", Description: "How many form checks there were, and how soon they were reviewed", Example: "/setup stats", Group: group, Who: chat.Managers}, Run: st.stats},
	}
}

// completeZone suggests values for the option zone.
func (st *setup) completeZone(_ *chat.Request, _, typed string) []chat.Choice {
	return st.zones.Complete(typed)
}

// homeSettings returns the group that a call is about and what is set up in it, nil for nothing.
func (st *setup) homeSettings(ctx context.Context, c *command.Call) (home string, set *formcheck.Settings, err error) {
	if c.Home == "" {
		return "", nil, command.NewProblem("There is no group here to set up.", "Use /setup in the group.")
	}
	home = string(c.Home)
	set, err = st.desk.Settings(ctx, home)
	return home, set, err
}

// show shows what is set up.
func (st *setup) show(ctx context.Context, c *command.Call) (chat.Reply, error) {
	_, set, err := st.homeSettings(ctx, c)
	if err != nil {
		return nil, err
	}
	m := &chat.Message{Private: true}
	if set == nil {
		m.Text = chat.Rich("Nothing is set up here: form checks are posted where they are asked for, and no list of waiting ones is sent. " +
			"Change that with `/setup formcheck`.")
		return m, nil
	}
	m.Text = st.settingsLine(set)
	return m, nil
}

// settingsLine returns what is set up, in words.
func (st *setup) settingsLine(s *formcheck.Settings) chat.Text {
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
	t := chat.Join(text, chat.Plain(fmt.Sprintf(" Checks that wait for more than a day are listed daily at %d:00 (%s, where it is %s now)", s.Hour, st.zones.Label(s.Zone), st.now().In(zone).Format("15:04"))))
	if s.Role != "" {
		t = chat.Join(t, chat.Plain(", with a mention of "), chat.Text{{Text: "the role you chose", Role: s.Role}})
	}
	return chat.Join(t, chat.Plain("."))
}

// configure sets form checks up and tests at once whether all is allowed that it takes.
func (st *setup) configure(ctx context.Context, c *command.Call) (chat.Reply, error) {
	home, old, err := st.homeSettings(ctx, c)
	if err != nil {
		return nil, err
	}
	if old == nil {
		old = &formcheck.Settings{Hour: defaultHour, Zone: "UTC"}
	}
	set, err := st.settings(c, home, old)
	if err != nil {
		return nil, err
	}
	if err := st.ofHome(ctx, c, chat.Place(set.Place)); err != nil {
		return nil, err
	}
	section, inspected := st.inspect(ctx, &set)
	var unfit *unfitError
	if errors.As(inspected, &unfit) {
		return nil, command.NewProblem(unfit.why, "Nothing was changed.")
	}
	if shut := st.shut(ctx, &set); shut != "" {
		return nil, command.NewProblem("I cannot post there yet, so nothing was changed. "+shut, "Then use `/setup formcheck` again.")
	}
	if err := st.desk.Configure(ctx, st.now(), set); err != nil {
		return nil, err
	}
	m := &chat.Message{Private: true, Text: chat.Join(chat.Strong("Set up. "), st.settingsLine(&set))}
	if inspected != nil {
		st.log.Warn("permissions not inspected", "err", inspected)
		m.Text = chat.Join(m.Text, chat.Rich(" I could not find out what I may do there: `/setup check` asks again."))
		return m, nil
	}
	m.Sections = append(m.Sections, section)
	return m, nil
}

// shut returns how to let the bot see and write to the place of form checks, or "" if it can or that is not known.
func (st *setup) shut(ctx context.Context, s *formcheck.Settings) string {
	inspector := st.platforms.Inspector(chat.Place(s.Place))
	if inspector == nil {
		return ""
	}
	need := chat.CanSend
	if s.Kind == inForum && st.platforms.Threads(chat.Place(s.Place)) != nil {
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
func (st *setup) settings(c *command.Call, home string, old *formcheck.Settings) (formcheck.Settings, error) {
	s := formcheck.Settings{Home: home, Place: string(c.Where), Kind: c.Values["kind"], Notice: string(c.Where),
		Hour: old.Hour, Zone: old.Zone, Role: old.Role}
	if p := c.Values["channel"]; p != "" {
		if chat.Place(p).Platform() != c.Where.Platform() {
			return s, command.NewProblem("“"+say.Brief(p)+"” is not a channel that I know.", "Run the command in the channel itself.")
		}
		s.Place = p
	}
	if s.Kind == inChannel { // a forum takes posts, not messages: its list goes where this was asked
		s.Notice = s.Place
	}
	if role := c.Values["role"]; role != "" {
		s.Role = role
	}
	if zone := c.Values["zone"]; zone != "" {
		name, err := st.zones.Parse(zone)
		if err != nil {
			return s, err
		}
		s.Zone = name
	}
	if hour := c.Values["hour"]; hour != "" {
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
func readSetup(c *command.Command, rest string) map[string]string {
	args := map[string]string{}
	rest = c.TakeNamed(rest, args)
	for _, name := range []string{"kind", "hour"} {
		if _, named := args[name]; !named && rest != "" {
			args[name], rest = command.CutWord(rest)
		}
	}
	if _, named := args["zone"]; !named && rest != "" {
		args["zone"] = command.Unquote(rest)
	}
	return args
}

var hourPattern = pattern.New(`^(\d{1,2})(?:[:.]00)?(?:h)?$`)

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
	return command.NewProblem("“"+say.Brief(s)+"” is not an hour of the day.", "Write 0 to 23, as in 18, or off.")
}

// test tests whether all is allowed that form checks take.
func (st *setup) test(ctx context.Context, c *command.Call) (chat.Reply, error) {
	home, set, err := st.homeSettings(ctx, c)
	if err != nil {
		return nil, err
	}
	if set == nil {
		set = &formcheck.Settings{Home: home, Place: string(c.Where), Notice: string(c.Where), Kind: inTopic, Hour: -1}
	}
	section, err := st.inspect(ctx, set)
	var unfit *unfitError
	if errors.As(err, &unfit) {
		return nil, command.NewProblem(unfit.why, "`/setup formcheck` chooses again.")
	}
	if err != nil {
		return nil, &command.Problem{Say: "I could not find out what I may do here.", Hint: "Please try again in a moment.", Err: err}
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
func (st *setup) inspect(ctx context.Context, s *formcheck.Settings) (chat.Section, error) {
	section := chat.Section{Title: "Permissions"}
	posts, notice := st.needed(s)
	if err := st.inspectPlace(ctx, &section, s.Place, posts); err != nil || len(notice) == 0 {
		return section, err
	}
	section.Body = chat.Join(section.Body, chat.Plain("\nFor the daily list:"))
	return section, st.inspectPlace(ctx, &section, s.Notice, notice)
}

// needed returns what form checks take where they are posted, and where the daily list comes.
func (st *setup) needed(s *formcheck.Settings) (posts, notice []chat.Ability) {
	posts = []chat.Ability{chat.CanSend}
	if threads := st.platforms.Threads(chat.Place(s.Place)) != nil; threads && s.Kind == inForum {
		posts = []chat.Ability{chat.CanPost, chat.CanOpenThread, chat.CanTag}
	} else if threads && s.Kind == inChannel {
		posts = append(posts, chat.CanOpenThread, chat.CanTag)
	}
	if s.Hour >= 0 && s.Notice != s.Place {
		notice = append(notice, chat.CanSend)
	}
	if s.Hour >= 0 && s.Role != "" {
		notice = append(notice, chat.CanMention)
	}
	return posts, notice
}

func (st *setup) inspectPlace(ctx context.Context, section *chat.Section, place string, want []chat.Ability) error {
	inspector := st.platforms.Inspector(chat.Place(place))
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

// ofHome returns a *Problem unless a place is one of the group's own: what is posted there concerns others.
func (st *setup) ofHome(ctx context.Context, c *command.Call, place chat.Place) error {
	if place == c.Where {
		return nil
	}
	within, err := st.platforms.Within(ctx, c.Home, place)
	switch {
	case err != nil:
		return &command.Problem{Say: "I could not find out whether that channel is one of this group's, so nothing was changed.", Hint: "Please try again in a moment, or run the command in the channel itself.", Err: err}
	case !within:
		return command.NewProblem("That channel is not one of this group's that I know.", "Run the command in the channel itself.")
	}
	return nil
}
