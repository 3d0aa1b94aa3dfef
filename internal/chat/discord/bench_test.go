package discord

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

// The benchmarks run our adapter and a bare discordgo responder, each in a process of its own,
// against the same stand-in in this one, and report the ratio.
func TestMain(m *testing.M) {
	address := os.Getenv("SPOTTER_BENCH_API")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch os.Getenv("SPOTTER_BENCH_BOT") {
	case "":
		// The tests wait more than they compute. What the command line says still counts.
		if err := flag.Set("test.parallel", "16"); err != nil {
			panic(err)
		}
		os.Exit(m.Run())
	case "ours":
		err = runOurs(ctx, address)
	case "bare":
		err = runBare(ctx, address)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runOurs answers ping with pong, and card with what an answer to /sore looks like.
func runOurs(ctx context.Context, address string) error {
	a := New(Config{Token: func() string { return discordtest.Token }, APIURL: address}, slog.New(slog.DiscardHandler))
	return a.Serve(ctx, handler(func(_ context.Context, r *chat.Request) chat.Reply {
		if r.Command == "card" {
			return card()
		}
		return &chat.Message{Text: chat.Plain("pong")}
	}))
}

func card() *chat.Message {
	return &chat.Message{
		Private: true, Share: true,
		Text: chat.Join(chat.Strong("Your upper traps are doing the lats' work."), chat.Plain(" Because you said "), chat.Text{{Text: "shoulders up to my ears", Style: chat.Italic}}, chat.Plain(".")),
		Sections: []chat.Section{
			{Title: "The fix", Body: chat.Plain("Pull the shoulder blades back and down before you unrack, and keep them there until the bar is back.")},
			{Title: "One drill", Body: chat.Plain("Scapular retraction hold: 3 × 20 s before you bench, on three days this week.")},
		},
		Footer: chat.Text{{Text: "The source", Link: "https://example.org/bench"}},
		Controls: []chat.Control{
			chat.Buttons{{Label: "Show the drill", Action: chat.Action{Command: "drill", Arg: "retraction"}}, {Label: "Remind me", Action: chat.Action{Command: "remind", Arg: "on"}}, {Label: "It is something else", Action: chat.Action{Command: "sore", Arg: "else"}}},
		},
	}
}

// runBare is the least that a discordgo bot does, with a client that keeps its connections.
func runBare(ctx context.Context, address string) error {
	s, err := discordgo.New("Bot " + discordtest.Token)
	if err != nil {
		return err
	}
	to, err := url.Parse(address)
	if err != nil {
		return err
	}
	tuned := http.DefaultTransport.(*http.Transport).Clone()
	tuned.MaxIdleConnsPerHost, tuned.MaxIdleConns = 512, 512
	s.Client = &http.Client{Transport: elsewhere{to, tuned}}
	s.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
		answer := &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{Content: "pong"},
		}
		if err := s.InteractionRespond(i.Interaction, answer); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	})
	if err := s.Open(); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// elsewhere sends requests to another address.
type elsewhere struct {
	to   *url.URL
	next http.RoundTripper
}

func (e elsewhere) RoundTrip(req *http.Request) (*http.Response, error) {
	moved := req.Clone(req.Context())
	moved.URL.Scheme, moved.URL.Host, moved.Host = e.to.Scheme, e.to.Host, ""
	return e.next.RoundTrip(moved)
}

// A bot is a process that answers.
type bot struct {
	s   *discordtest.Server
	cmd *exec.Cmd
}

func startBot(b *testing.B, kind string) *bot {
	b.Helper()
	s := discordtest.New(b)
	s.FirstAnswer = time.Minute // a flood may take longer than people wait
	cmd := program(b, kind, s.URL())
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	p := &bot{s: s, cmd: cmd}
	s.Connected(1)
	s.Answered(s.Slash(ann, gym, "ping"))
	return p
}

// program returns how to start a bot: this test, or the whole of Spotter.
func program(b *testing.B, kind, address string) *exec.Cmd {
	b.Helper()
	if kind != "spotter" {
		self, err := os.Executable()
		if err != nil {
			b.Fatal(err)
		}
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), "SPOTTER_BENCH_BOT="+kind, "SPOTTER_BENCH_API="+address)
		cmd.Stderr = os.Stderr
		return cmd
	}
	dir := b.TempDir()
	binary, config := filepath.Join(dir, "spotter"), filepath.Join(dir, "spotter.toml")
	if out, err := exec.Command("go", "build", "-o", binary, "spotter/cmd/bot").CombinedOutput(); err != nil {
		b.Fatalf("build the program: %v\n%s", err, out)
	}
	text := fmt.Sprintf("database = %q\n[log]\nlevel = \"error\"\n[discord]\ntoken = %q\napi_url = %q\n", filepath.Join(dir, "db"), discordtest.Token, address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return exec.Command(binary, "run", "-config", config)
}

// end stops the process and returns its peak memory in MB and its CPU time.
func (p *bot) end(b *testing.B) (peakMB float64, cpu time.Duration) {
	b.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err == nil {
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			if kb, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
				n, err := strconv.Atoi(strings.Fields(kb)[0])
				if err != nil {
					b.Fatal(err)
				}
				peakMB = float64(n) / 1024
			}
		}
		f.Close()
	}
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		b.Fatal(err)
	}
	_ = p.cmd.Wait() // the bare bot may end with an error of its own
	if p.s != nil {
		p.s.Close()
	}
	return peakMB, p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
}

// tell tells n commands by many people, spaced by every, and returns how long each was unanswered.
func (p *bot) tell(command string, n int, every time.Duration, options ...map[string]any) []time.Duration {
	told := make([]*discordtest.Interaction, n)
	next := time.Now()
	for i := range told {
		if every > 0 {
			next = next.Add(every)
			<-time.After(time.Until(next))
		}
		who := discordtest.Person{ID: strconv.Itoa(80351110224678912 + i%1000), Name: "P"}
		told[i] = p.s.Slash(who, gym, command, options...)
	}
	var waited []time.Duration
	for _, i := range told {
		p.s.Answered(i)
		waited = append(waited, i.Acked.Sub(i.Told))
	}
	return waited
}

// median returns the middle value of three rounds.
func median(f []float64) float64 {
	slices.Sort(f)
	return f[len(f)/2]
}

func percentile(d []time.Duration, p float64) time.Duration {
	slices.Sort(d)
	return d[int(float64(len(d)-1)*p)]
}

const floodSize = 20_000

// A measure is what floods of one bot came to.
type measure struct{ rate, peakMB, cpu []float64 }

// flood tells 20 000 commands at once, and adds how fast they were answered, and with what. People that many would wait
// longer than Discord does, but the stand-in waits.
func (m *measure) flood(b *testing.B, kind, command string) {
	l := newLight(b, floodSize)
	p := &bot{cmd: program(b, kind, l.http.URL)}
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	took := l.tell(b, command, "my traps are on fire after bench, shoulders end up at my ears", 0)
	m.rate = append(m.rate, floodSize/took.Seconds())
	peak, cpu := p.end(b)
	m.peakMB = append(m.peakMB, peak)
	m.cpu = append(m.cpu, cpu.Seconds()*1e6/floodSize)
}

func (m *measure) report(b *testing.B, name string, beside *measure) {
	b.ReportMetric(median(m.rate), name+"/s")
	b.ReportMetric(median(m.peakMB), name+"-MB")
	b.ReportMetric(median(m.cpu), name+"-cpu-µs")
	if beside != nil {
		b.ReportMetric(median(m.rate)/median(beside.rate), name+"-ratio")
		b.ReportMetric(median(m.cpu)/median(beside.cpu), name+"-cpu-ratio")
	}
}

// BenchmarkFlood tells a ping, and to ours what is as long as an answer to /sore.
func BenchmarkFlood(b *testing.B) {
	for range b.N {
		var bare, ours, long measure
		for range 3 {
			bare.flood(b, "bare", "ping")
			ours.flood(b, "ours", "ping")
			long.flood(b, "ours", "card")
		}
		bare.report(b, "bare", nil)
		ours.report(b, "ours", &bare)
		long.report(b, "card", &bare)
	}
}

// BenchmarkSore tells complaints to the whole program: understanding and answer.
func BenchmarkSore(b *testing.B) {
	for range b.N {
		var bare, sore measure
		for range 3 {
			bare.flood(b, "bare", "ping")
			sore.flood(b, "spotter", "sore")
		}
		bare.report(b, "bare", nil)
		sore.report(b, "sore", &bare)
	}
}

// BenchmarkPaced tells 500 a second for 5 s.
func BenchmarkPaced(b *testing.B) {
	for range b.N {
		p99, cpu := map[string][]float64{}, map[string][]float64{}
		for range 3 {
			for _, kind := range []string{"bare", "ours"} {
				p := startBot(b, kind)
				waited := p.tell("ping", 2500, 2*time.Millisecond)
				p99[kind] = append(p99[kind], percentile(waited, 0.99).Seconds()*1000)
				_, used := p.end(b)
				cpu[kind] = append(cpu[kind], used.Seconds()*1e6/2500)
			}
		}
		b.ReportMetric(median(p99["bare"]), "bare-p99-ms")
		b.ReportMetric(median(p99["ours"]), "ours-p99-ms")
		b.ReportMetric(median(p99["ours"])/median(p99["bare"]), "p99-ratio")
		b.ReportMetric(median(cpu["bare"]), "bare-cpu-µs")
		b.ReportMetric(median(cpu["ours"]), "ours-cpu-µs")
	}
}

// BenchmarkSlowREST tells 500 a second for 3 s to a bot whose answers take 50 ms each.
func BenchmarkSlowREST(b *testing.B) {
	for range b.N {
		rate := map[string][]float64{}
		for _, kind := range []string{"bare", "ours"} {
			p := startBot(b, kind)
			p.s.Latency = 50 * time.Millisecond
			began := time.Now()
			p.tell("ping", 1500, 2*time.Millisecond)
			rate[kind] = append(rate[kind], 1500/time.Since(began).Seconds())
			p.end(b)
		}
		b.ReportMetric(median(rate["bare"]), "bare/s")
		b.ReportMetric(median(rate["ours"]), "ours/s")
	}
}
