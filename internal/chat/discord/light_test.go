package discord

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"spotter/internal/chat/discord/discordtest"
)

// A light is a stand-in that does as little as it can, so that a benchmark measures the bot: it tells interactions that
// were encoded before, and only counts the answers.
type light struct {
	http    *httptest.Server
	ready   chan *websocket.Conn
	writing sync.Mutex // of frames

	told     []time.Time
	took     []atomic.Int64 // nanoseconds until the first answer, by number
	answered atomic.Int64
	all      chan struct{}
}

func newLight(b testing.TB, n int) *light {
	l := &light{ready: make(chan *websocket.Conn, 1), told: make([]time.Time, n), took: make([]atomic.Int64, n), all: make(chan struct{})}
	l.http = httptest.NewServer(l)
	b.Cleanup(l.http.Close)
	return l
}

func (l *light) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/callback"):
		l.acknowledged(w, r)
	case strings.Contains(path, "/gateway"):
		fmt.Fprintf(w, `{"url":"ws%s/ws","shards":1,"session_start_limit":{"total":1000,"remaining":1000,"reset_after":0,"max_concurrency":1}}`, strings.TrimPrefix(l.http.URL, "http"))
	case strings.HasPrefix(path, "/ws"):
		l.gateway(w, r)
	default:
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, "[]")
	}
}

func (l *light) acknowledged(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	n, err := strconv.Atoi(strings.Split(r.URL.Path, "/")[5])
	if err == nil && n < len(l.took) && l.took[n].CompareAndSwap(0, int64(time.Since(l.told[n]))) && l.answered.Add(1) == int64(len(l.took)) {
		close(l.all)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (l *light) gateway(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{WriteBufferSize: 64 << 10}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	l.write(ws, []byte(`{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":41250}}`))
	for {
		_, data, err := ws.ReadMessage()
		switch {
		case err != nil:
			return
		case bytes.Contains(data, []byte(`"op":2`)):
			l.write(ws, fmt.Appendf(nil, `{"op":0,"s":1,"t":"READY","d":{"v":9,"session_id":"x","resume_gateway_url":"","guilds":[],"user":{"id":%q,"bot":true},"application":{"id":%q,"flags":0}}}`, discordtest.AppID, discordtest.AppID))
			l.ready <- ws
		case bytes.Contains(data, []byte(`"op":1`)):
			l.write(ws, []byte(`{"op":11,"s":null,"t":null,"d":null}`))
		}
	}
}

func (l *light) write(ws *websocket.Conn, frame []byte) {
	l.writing.Lock()
	defer l.writing.Unlock()
	_ = ws.WriteMessage(websocket.TextMessage, frame) // that the bot is gone shows at the next read
}

// frame is an interaction of a server as Discord tells it, by one of a thousand people.
func frame(n int, command, what string) []byte {
	user := 80351110224678912 + n%1000
	return fmt.Appendf(nil, `{"t":"INTERACTION_CREATE","s":%d,"op":0,"d":{"version":1,"type":2,"token":"%d","member":{"user":{"username":"p%d","public_flags":0,"primary_guild":null,"id":"%d","global_name":"P","discriminator":"0","collectibles":null,"clan":null,"avatar_decoration_data":null,"avatar":"a_4d6d2c1f4f3b2a1e0d9c8b7a6f5e4d3c"},"unusual_dm_activity_until":null,"roles":["41771983423143939","41771983423143940"],"premium_since":null,"permissions":"2248473465835073","pending":false,"nick":null,"mute":false,"joined_at":"2024-01-01T00:00:00.000000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null},"locale":"en-US","id":"%d","guild_locale":"en-US","guild_id":"%s","guild":{"locale":"en-US","id":"%s","features":["COMMUNITY","NEWS"]},"entitlement_sku_ids":[],"entitlements":[],"data":{"type":1,"options":[{"value":%q,"type":3,"name":"what"}],"name":%q,"id":"1"},"context":0,"channel_id":"%s","channel":{"type":0,"topic":null,"rate_limit_per_user":0,"position":0,"permissions":"2248473465835073","parent_id":null,"nsfw":false,"name":"general","last_message_id":"1","id":"%s","guild_id":"%s","flags":0},"authorizing_integration_owners":{"0":"%s"},"attachment_size_limit":10485760,"application_id":"%s","app_permissions":"2248473465835073"}}`,
		n+2, n, n, user, 1_500_000_000_000_000_000+n, gym.Guild, gym.Guild, what, command, gym.Channel, gym.Channel, gym.Guild, gym.Guild, discordtest.AppID)
}

// tell tells all interactions to a bot that waits for them, spaced by every, and returns how long that took until all
// were answered.
func (l *light) tell(b testing.TB, command, what string, every time.Duration) time.Duration {
	frames := make([][]byte, len(l.took))
	for n := range frames {
		frames[n] = frame(n, command, what)
	}
	ws := <-l.ready
	<-time.After(300 * time.Millisecond) // what a bot does at READY
	began := time.Now()
	for n, f := range frames {
		if every > 0 {
			<-time.After(time.Until(began.Add(time.Duration(n) * every)))
		}
		l.told[n] = time.Now()
		l.write(ws, f)
	}
	select {
	case <-l.all:
	case <-time.After(2 * time.Minute):
		b.Fatalf("%d of %d were answered", l.answered.Load(), len(l.took))
	}
	return time.Since(began)
}

// percentile returns how long the first answer took for a share of all.
func (l *light) percentile(p float64) time.Duration {
	var all []time.Duration
	for n := range l.took {
		all = append(all, time.Duration(l.took[n].Load()))
	}
	return percentile(all, p)
}
