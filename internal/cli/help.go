package cli

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

// printUsage lists the commands.
func (p *Program) printUsage(w io.Writer) {
	fmt.Fprintf(w, "usage: %s [command]\n\n%s\n\nThe commands, of which %s is the default:\n\n", p.Name, p.Does, p.Default)
	wide := 0
	for _, c := range p.Commands {
		wide = max(wide, len(c.Name))
	}
	for _, c := range p.Commands {
		fmt.Fprintf(w, "  %s %-*s  %s\n", p.Name, wide, c.Name, c.Does)
	}
	fmt.Fprintf(w, "\n\"%s COMMAND -h\" explains a command and its flags; --version says which version this is.\n", p.Name)
}

// printHelp explains one command.
func (p *Program) printHelp(w io.Writer, c *Command) {
	fmt.Fprintf(w, "usage: %s\n\n%s.\n", p.usage(c), upper(c.Does))
	if c.About != "" {
		fmt.Fprintf(w, "\n%s\n", Wrap(c.About, 80))
	}
	title := "\nFlags:\n"
	for _, f := range c.declared() {
		fmt.Fprintf(w, "%s\n  %s\n%s\n", title, f.form, indent(Wrap(f.usage, 72), "        "))
		title = ""
	}
	title = "\nExamples:\n\n"
	for _, e := range c.Examples {
		fmt.Fprintf(w, "%s  %s\n", title, e)
		title = ""
	}
}

// usage returns the command's form: "spotter ask [-json] [TEXT…]".
func (p *Program) usage(c *Command) string {
	form := p.Name + " " + c.Name
	for _, f := range c.declared() {
		form += " [" + f.form + "]"
	}
	return strings.TrimSpace(form + " " + c.Args)
}

// A declared flag, as it is written and explained.
type declared struct {
	name  string
	value string // "FILE"; empty if it has none
	form  string // "-config FILE"
	usage string
}

// declared returns the command's flags in the order of their names.
func (c *Command) declared() (all []declared) {
	flags, _ := c.flags()
	flags.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		all = append(all, declared{f.Name, value, strings.TrimSpace("-" + f.Name + " " + value), upper(usage) + "."})
	})
	return all
}

// Wrap breaks the text's paragraphs into lines of at most width characters, where words allow.
func Wrap(text string, width int) string {
	var out strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			out.WriteByte('\n')
		}
		column := 0
		for _, word := range strings.Fields(line) {
			n := len([]rune(word))
			switch {
			case column == 0:
			case column+1+n > width:
				out.WriteByte('\n')
				column = 0
			default:
				out.WriteByte(' ')
				column++
			}
			out.WriteString(word)
			column += n
		}
	}
	return out.String()
}

func indent(text, by string) string {
	return by + strings.ReplaceAll(text, "\n", "\n"+by)
}

func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
