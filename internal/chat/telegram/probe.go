package telegram

import (
	"cmp"
	"context"
	"fmt"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
)

var _ chat.Prober = (*Adapter)(nil)

// Connected implements chat.Prober: a bad minute is no lost connection.
func (a *Adapter) Connected() error { return a.Ready() }

// A webhook is what getWebhookInfo says of one.
type webhook struct {
	URL     string `json:"url"`
	Pending int    `json:"pending_update_count"`
}

// Probe implements chat.Prober.
func (a *Adapter) Probe(ctx context.Context) []chat.Finding {
	defer a.api.CloseIdle()
	if err := a.api.Check(); err != nil {
		return []chat.Finding{{What: "Telegram is not asked.", Do: err.Error(), Grave: true}}
	}
	var me struct {
		user
		Groups  bool `json:"can_join_groups"`
		ReadAll bool `json:"can_read_all_group_messages"`
		Inline  bool `json:"supports_inline_queries"`
	}
	if err := a.api.Call(ctx, "getMe", nil, &me); err != nil {
		return []chat.Finding{{What: "Telegram does not know the bot.", Do: cmp.Or(refusal(err), doAbout(err)), Grave: true}}
	}
	a.me.Store(&me.user)
	found := []chat.Finding{{What: fmt.Sprintf("Telegram knows the bot as @%s. People write to it at https://t.me/%s and add it to a group by https://t.me/%[1]s?startgroup=start", me.Username, me.Username)}}
	for _, setting := range []struct {
		off      bool
		what, do string
	}{
		{!me.Groups, "The bot cannot be added to groups.", "Send /setjoingroups to @BotFather if it shall be."},
		{me.ReadAll, "The bot is sent everything that is written in its groups, and needs only what is addressed to it.", "Send /setprivacy to @BotFather and choose Enable."},
		{!me.Inline, "Inline mode is off: “@" + me.Username + " chin tuck” offers nothing in other chats.", "Send /setinline to @BotFather if it shall."},
	} {
		if setting.off {
			found = append(found, chat.Finding{What: setting.what, Do: setting.do})
		}
	}
	return append(found, a.probeUpdates(ctx), a.probeCommands(ctx))
}

// probeUpdates looks at what keeps updates from being polled.
func (a *Adapter) probeUpdates(ctx context.Context) chat.Finding {
	var hook webhook
	err := a.api.Call(ctx, "getWebhookInfo", nil, &hook)
	switch {
	case err != nil:
		return chat.Finding{What: "Telegram does not say whether a webhook is set.", Do: doAbout(err)}
	case hook.URL != "":
		return chat.Finding{What: "A webhook is set, so Telegram sends updates there and not to Spotter.", Grave: !a.cfg.TakeOver,
			Do: "End the program that set it, then start Spotter once with take_over = true in [telegram], which removes it."}
	}
	return chat.Finding{What: fmt.Sprintf("No webhook is set; %d updates wait.", hook.Pending)}
}

func (a *Adapter) probeCommands(ctx context.Context) chat.Finding {
	var menu []menuEntry
	err := a.api.Call(ctx, "getMyCommands", botapi.Params{"scope": `{"type":"all_private_chats"}`}, &menu)
	switch {
	case err != nil:
		return chat.Finding{What: "Telegram does not say which commands are registered.", Do: doAbout(err)}
	case len(menu) == 0:
		return chat.Finding{What: "No commands are registered yet; they are when Spotter runs."}
	}
	return chat.Finding{What: fmt.Sprintf("%d commands are registered for private chats.", len(menu))}
}

// refusal says what to do if err says that the token or the address is wrong.
func refusal(err error) string {
	if refused := refusedToken(err); refused != nil {
		return refused.Error()
	}
	return ""
}

// doAbout says what to do about a call that was not answered.
func doAbout(err error) string {
	return fmt.Sprintf("Look at the network, and at telegram.api_url if it is set (%v).", err)
}
