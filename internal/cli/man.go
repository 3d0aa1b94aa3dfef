package cli

import (
	"fmt"
	"io"
	"strings"
)

// Man writes the program's page for section 1 of the manual, in roff's man macros (man-pages(7)).
func (p *Program) Man(w io.Writer) error {
	_, err := io.WriteString(w, p.man())
	return err
}

func (p *Program) man() string {
	var page strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&page, format+"\n", args...) }
	say(".TH %s 1 \"\" %s", strings.ToUpper(p.Name), quoted(p.Version))
	say(".SH NAME\n%s \\- %s", roff(p.Name), roff(p.Does))
	say(".SH SYNOPSIS\n.B %s\n[\\fIcommand\\fR] [\\fIflags\\fR] [\\fIarguments\\fR]", roff(p.Name))
	say(".SH DESCRIPTION\n%s\n.PP\nWithout a command, \\fB%s\\fR runs.", roff(p.About), roff(p.Default))
	say(".SH COMMANDS")
	for _, c := range p.Commands {
		say(".SS %s\n%s.", quoted(p.usage(&c)), roff(upper(c.Does)))
		for _, paragraph := range strings.Split(c.About, "\n") {
			if paragraph != "" {
				say(".PP\n%s", roff(paragraph))
			}
		}
		for _, f := range c.declared() {
			say(".TP\n\\fB%s\\fR\n%s", roff(f.form), roff(f.usage))
		}
		for _, e := range c.Examples {
			say(".PP\n.RS\n.nf\n%s\n.fi\n.RE", roff(e))
		}
	}
	say(".SH EXIT STATUS\n0: done. 1: it could not be done, and why was said. 2: the command line is wrong.")
	return page.String()
}

// roff escapes what has a meaning there.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `"`, `\(dq`, `'`, `\(aq`).Replace(text)
	if strings.HasPrefix(text, ".") {
		return `\&` + text
	}
	return text
}

func quoted(text string) string { return `"` + roff(text) + `"` }
