package discordtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A session outlives its connections: what is told while there is none waits for a RESUME.
type session struct {
	id      string
	shard   [2]int
	intents int
	seq     int64
	events  []packet
	conn    *conn // nil while disconnected
}

// A packet is a gateway payload.
type packet struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int64          `json:"s,omitempty"`
	Type string          `json:"t,omitempty"`
}

// A conn is one websocket connection.
type conn struct {
	s       *Server
	ws      *websocket.Conn
	session *session // nil until identified
	home    bool     // connected to where sessions are to be resumed
	sent    int      // by the bot, in this minute

	mu sync.Mutex // of writes
}

// Privileged intents: members, presences, message content.
const privileged = 1<<1 | 1<<8 | 1<<15

func (s *Server) gatewayURL() string {
	if s.Gateway != "" {
		return s.Gateway
	}
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + "/ws"
}

// homeURL is where sessions are to be resumed: here too, but by another name.
func (s *Server) homeURL() string {
	if s.Home != "" {
		return s.Home
	}
	return strings.Replace(s.gatewayURL(), "127.0.0.1", "localhost", 1)
}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &conn{s: s, ws: ws, home: strings.HasPrefix(r.Host, "localhost:")}
	defer c.gone()
	s.mu.Lock()
	stall, early := s.stall, s.early > 0
	s.early--
	s.mu.Unlock()
	if !stall {
		c.send(10, map[string]any{"heartbeat_interval": s.Heartbeat.Milliseconds()})
	}
	if early {
		c.send(7, nil)
	}
	minute := time.Now()
	for {
		if err := ws.SetReadDeadline(time.Now().Add(2*s.Heartbeat + time.Second)); err != nil {
			return
		}
		_, data, err := ws.ReadMessage()
		if err != nil {
			if websocket.IsCloseError(err, 1000, 1001) {
				s.forget(c) // closing so ends the session
			}
			return
		}
		if time.Since(minute) > time.Minute {
			minute, c.sent = time.Now(), 0
		}
		c.sent++
		if code, reason := c.take(data); code != 0 {
			c.close(code, reason)
			return
		}
	}
}

// take handles what the bot sent and returns a close code if Discord would close.
func (c *conn) take(data []byte) (int, string) {
	var p packet
	switch err := json.Unmarshal(data, &p); {
	case c.sent > 120:
		return 4008, "You are being rate limited."
	case len(data) > 4096 || err != nil:
		return 4002, "Error while decoding payload."
	case p.Op == 1:
		c.s.mu.Lock()
		mute := c.s.muteAcks
		c.s.mu.Unlock()
		if !mute {
			c.send(11, nil)
		}
		return 0, ""
	case p.Op == 2:
		return c.identify(p.Data)
	case p.Op == 6:
		return c.resume(p.Data)
	case c.session == nil:
		return 4003, "Not authenticated."
	case p.Op != 3 && p.Op != 4 && p.Op != 8:
		return 4001, "Unknown opcode."
	}
	return 0, ""
}

func (c *conn) identify(data []byte) (int, string) {
	var d struct {
		Token      string          `json:"token"`
		Intents    *int            `json:"intents"`
		Shard      *[2]int         `json:"shard"`
		Properties json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(data, &d); err != nil || d.Intents == nil || d.Properties == nil {
		return 4002, "Error while decoding payload."
	}
	shard := [2]int{0, 1}
	if d.Shard != nil {
		shard = *d.Shard
	}
	switch {
	case c.session != nil:
		return 4005, "Already authenticated."
	case d.Token != "Bot "+Token && d.Token != Token:
		return 4004, "Authentication failed."
	case shard[0] < 0 || shard[0] >= shard[1]:
		return 4010, "Invalid shard."
	case shard[1] < c.s.Shards:
		return 4011, "Sharding required."
	case *d.Intents < 0 || *d.Intents >= 1<<26:
		return 4013, "Invalid intent(s)."
	case *d.Intents&privileged != 0:
		return 4014, "Disallowed intent(s)."
	}
	c.s.mu.Lock()
	bucket := shard[0] % c.s.Concurrency
	soon := time.Since(c.s.lastIdentify[bucket]) < c.s.IdentifyEvery*95/100
	c.s.lastIdentify[bucket] = time.Now()
	if soon {
		c.s.mu.Unlock()
		c.send(9, false)
		return 0, ""
	}
	c.s.identifies++
	ses := &session{id: "session" + c.s.newID(), shard: shard, intents: *d.Intents, conn: c}
	c.s.sessions[ses.id] = ses
	c.session = ses
	ses.dispatch("READY", map[string]any{
		"v": 9, "session_id": ses.id, "resume_gateway_url": c.s.homeURL(), "guilds": c.s.told(), "shard": shard,
		"user":        map[string]any{"id": AppID, "username": "spotter", "bot": true, "discriminator": "0000"},
		"application": map[string]any{"id": AppID, "flags": 0},
	})
	c.s.cond.Broadcast()
	c.s.mu.Unlock()
	return 0, ""
}

func (c *conn) resume(data []byte) (int, string) {
	var d struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return 4002, "Error while decoding payload."
	}
	if d.Token != "Bot "+Token && d.Token != Token {
		return 4004, "Authentication failed."
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	ses := c.s.sessions[d.SessionID]
	switch {
	case ses == nil:
		go c.send(9, false)
		return 0, ""
	case d.Seq > ses.seq:
		return 4007, "Invalid seq."
	}
	c.s.resumes++
	if c.home {
		c.s.atHome++
	}
	ses.conn, c.session = c, ses
	for _, p := range ses.events {
		if *p.Seq > d.Seq {
			c.write(p)
		}
	}
	ses.dispatch("RESUMED", map[string]any{})
	c.s.cond.Broadcast()
	return 0, ""
}

// told returns the guilds as READY tells them. Server.mu is held.
func (s *Server) told() []any {
	all := []any{}
	for _, id := range s.Guilds {
		all = append(all, map[string]any{"id": id, "unavailable": true})
	}
	return all
}

// dispatch tells an event, now or at the next resume. Server.mu is held.
func (ses *session) dispatch(kind string, data any) {
	encoded, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	ses.seq++
	seq := ses.seq
	p := packet{Data: encoded, Seq: &seq, Type: kind}
	if kind != "READY" && kind != "RESUMED" {
		ses.events = append(ses.events, p)
		if len(ses.events) > 4096 {
			ses.events = ses.events[1024:]
		}
	}
	if ses.conn != nil {
		ses.conn.write(p)
	}
}

func (c *conn) send(op int, data any) {
	encoded, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	c.write(packet{Op: op, Data: encoded})
}

// write sends p. That the connection is gone shows at the next read.
func (c *conn) write(p packet) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ws.SetWriteDeadline(time.Now().Add(5 * time.Second))
	if c.ws.WriteJSON(p) != nil {
		c.ws.Close()
	}
}

func (c *conn) close(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
	c.ws.Close()
}

func (c *conn) gone() {
	c.ws.Close()
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.session != nil && c.session.conn == c {
		c.session.conn = nil
	}
	c.s.cond.Broadcast()
}

func (s *Server) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.session != nil {
		delete(s.sessions, c.session.id)
	}
}

// dispatch tells an event to the shard of a guild, or to the first if guild is empty.
func (s *Server) dispatch(guild, kind string, intent int, data any) {
	id, _ := strconv.ParseInt(guild, 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ses := range s.sessions {
		if ses.shard[0] == int((id>>22)%int64(ses.shard[1])) && (intent == 0 || ses.intents&intent != 0) {
			ses.dispatch(kind, data)
		}
	}
}

// connections returns the connected connections.
func (s *Server) connections() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*conn
	for _, ses := range s.sessions {
		if ses.conn != nil {
			all = append(all, ses.conn)
		}
	}
	return all
}

// Connected waits until so many shards are connected.
func (s *Server) Connected(shards int) {
	s.t.Helper()
	s.wait("a connection", 20*time.Second, func() bool {
		n := 0
		for _, ses := range s.sessions {
			if ses.conn != nil {
				n++
			}
		}
		return n >= shards
	})
}

// Disconnected waits until no shard is connected.
func (s *Server) Disconnected() {
	s.t.Helper()
	s.wait("the end of connections", 20*time.Second, func() bool {
		for _, ses := range s.sessions {
			if ses.conn != nil {
				return false
			}
		}
		return true
	})
}

// Identifies and Resumes return how many succeeded.
func (s *Server) Identifies() int { s.mu.Lock(); defer s.mu.Unlock(); return s.identifies }

// Resumes returns how many resumes succeeded.
func (s *Server) Resumes() int { s.mu.Lock(); defer s.mu.Unlock(); return s.resumes }

// AtHome returns how many resumes succeeded where Discord wants them, at resume_gateway_url.
func (s *Server) AtHome() int { s.mu.Lock(); defer s.mu.Unlock(); return s.atHome }

// Sessions returns how many sessions could be resumed.
func (s *Server) Sessions() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.sessions) }

// Drop cuts all gateway connections without a word.
func (s *Server) Drop() {
	for _, c := range s.connections() {
		c.ws.NetConn().Close()
	}
}

// Reconnect asks all shards to reconnect (op 7).
func (s *Server) Reconnect() {
	for _, c := range s.connections() {
		c.send(7, nil)
	}
}

// Invalidate tells all shards that their session is invalid (op 9). If not resumable, it is gone.
func (s *Server) Invalidate(resumable bool) {
	for _, c := range s.connections() {
		if !resumable {
			s.forget(c)
		}
		c.send(9, resumable)
	}
}

// CloseWith closes all connections with a code.
func (s *Server) CloseWith(code int) {
	for _, c := range s.connections() {
		c.close(code, "as the test wants")
	}
}

// MuteAcks stops or resumes acknowledging heartbeats.
func (s *Server) MuteAcks(mute bool) { s.mu.Lock(); defer s.mu.Unlock(); s.muteAcks = mute }

// Stall makes new connections be met with silence.
func (s *Server) Stall(stall bool) { s.mu.Lock(); defer s.mu.Unlock(); s.stall = stall }

// Early makes the next n connections be asked to reconnect (op 7) right after HELLO.
func (s *Server) Early(n int) { s.mu.Lock(); defer s.mu.Unlock(); s.early = n }

// Raw tells the bot any event.
// Those of messages are told only to who asked for the messages of guilds, or for direct ones.
func (s *Server) Raw(guild, kind string, data any) {
	intent := 0
	if strings.HasPrefix(kind, "MESSAGE_") {
		intent = directMessages
		if guild != "" {
			intent = guildMessages
		}
	}
	s.dispatch(guild, kind, intent, data)
}

// Intents without which no messages are told.
const (
	guildMessages  = 1 << 9
	directMessages = 1 << 12
)
