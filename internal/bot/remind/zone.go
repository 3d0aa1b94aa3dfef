package remind

import (
	"fmt"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/reminders"
	"spotter/internal/reminders/when"
)

// Zones names time zones, with the time there now.
type Zones struct{ Now func() time.Time }

// Parse returns the IANA name of the zone that a person typed: a city or a region, whose clock is known all year. Its
// error is a *command.Problem.
func (z Zones) Parse(typed string) (string, error) {
	zone, err := when.ParseZone(typed)
	switch {
	case err != nil:
		return "", planProblem(err)
	case len(zone.Options) > 0 || zone.Fixed:
		return "", command.NewProblem("“"+say.Brief(typed)+"” does not say which clock is meant all year.", "Write a city, as in Berlin or New York.")
	}
	return zone.Name, nil
}

// Label names a zone for people.
func (z Zones) Label(name string) string { return when.ZoneLabel(name) }

// Complete suggests zones for what was typed so far.
func (z Zones) Complete(typed string) []chat.Choice {
	var choices []chat.Choice
	for _, found := range when.CompleteZone(typed) {
		choices = append(choices, chat.Choice{Label: z.withTime(found), Value: found.Name})
	}
	return choices
}

// withTime names a zone with the time it is there.
func (z Zones) withTime(zone when.Zone) string {
	loc, err := reminders.Location(zone.Name)
	if err != nil {
		return zone.Label
	}
	return fmt.Sprintf("%s (%s)", zone.Label, z.Now().In(loc).Format("15:04"))
}
