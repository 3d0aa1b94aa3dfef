package cli

import (
	"fmt"
	"io"
	"strings"
)

// Shells are those that Complete writes for.
var Shells = []string{"bash", "zsh", "fish"}

// Complete writes a script that completes the program's commands and flags in a shell. What follows a flag with a value, and
// what is no flag, is completed as the name of a file.
func (p *Program) Complete(w io.Writer, shell string) error {
	scripts := map[string]func() string{"bash": p.bash, "zsh": p.zsh, "fish": p.fish}
	script, ok := scripts[shell]
	if !ok {
		return Wrong("there are completions for %s, not for %q", strings.Join(Shells, ", "), shell)
	}
	_, err := io.WriteString(w, script())
	return err
}

// bash returns a function that looks up the flags of the command on the line.
func (p *Program) bash() string {
	var flags, names strings.Builder
	for _, c := range p.Commands {
		fmt.Fprintf(&names, "%s ", c.Name)
		fmt.Fprintf(&flags, "\t\t%s) flags=\"%s-h\" ;;\n", c.Name, c.flagWords())
	}
	return fmt.Sprintf(`# Completions of %[1]s for bash.
_%[1]s() {
	local word=${COMP_WORDS[COMP_CWORD]} flags=
	case ${COMP_WORDS[1]} in
%[3]s	esac
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		COMPREPLY=($(compgen -W "%[2]shelp --version -h" -- "$word"))
	elif [ "${word#-}" != "$word" ]; then
		COMPREPLY=($(compgen -W "$flags" -- "$word"))
	elif [ "${COMP_WORDS[1]}" = completion ]; then
		COMPREPLY=($(compgen -W "%[4]s" -- "$word"))
	else
		COMPREPLY=($(compgen -f -- "$word"))
	fi
}
complete -o filenames -F _%[1]s %[1]s
`, p.Name, names.String(), flags.String(), strings.Join(Shells, " "))
}

func (c *Command) flagWords() string {
	var words strings.Builder
	for _, f := range c.declared() {
		words.WriteString("-" + f.name + " ")
	}
	return words.String()
}

// zsh returns a function in the form of zshcompsys(1).
func (p *Program) zsh() string {
	var names, cases strings.Builder
	for _, c := range p.Commands {
		fmt.Fprintf(&names, "\t\t%s\n", single(c.Name+":"+c.Does))
		fmt.Fprintf(&cases, "\t\t%s) _arguments", c.Name)
		for _, f := range c.declared() {
			spec := "-" + f.name + "[" + brackets(f.usage) + "]"
			if f.value != "" {
				spec += ":" + f.value + ":_files"
			}
			cases.WriteString(" " + single(spec))
		}
		action := "'*:file:_files'"
		if c.Name == "completion" {
			action = single("1:shell:(" + strings.Join(Shells, " ") + ")")
		}
		fmt.Fprintf(&cases, " %s ;;\n", action)
	}
	return fmt.Sprintf(`#compdef %[1]s
# Completions of %[1]s for zsh.
_%[1]s() {
	local -a commands
	commands=(
%[2]s	)
	if (( CURRENT == 2 )); then
		_describe command commands
		return
	fi
	local command=$words[2]
	shift words
	(( CURRENT-- ))
	case $command in
%[3]s	esac
}
if [ "$funcstack[1]" = _%[1]s ]; then
	_%[1]s "$@"
else
	compdef _%[1]s %[1]s
fi
`, p.Name, names.String(), cases.String())
}

// fish returns a line for each command and flag.
func (p *Program) fish() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Completions of %s for fish.\n", p.Name)
	for _, c := range p.Commands {
		fmt.Fprintf(&out, "complete -c %s -n __fish_use_subcommand -f -a %s -d %s\n", p.Name, c.Name, fished(c.Does))
		for _, f := range c.declared() {
			value := ""
			if f.value != "" {
				value = " -r -F"
			}
			fmt.Fprintf(&out, "complete -c %s -n '__fish_seen_subcommand_from %s' -o %s%s -d %s\n", p.Name, c.Name, f.name, value, fished(f.usage))
		}
	}
	fmt.Fprintf(&out, "complete -c %s -n '__fish_seen_subcommand_from completion' -f -a '%s'\n", p.Name, strings.Join(Shells, " "))
	return out.String()
}

// single quotes a word for a POSIX shell, and fished for fish, which reads \' in single quotes.
func single(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

func fished(word string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(word) + "'"
}

// brackets escapes what ends an explanation in a specification of zsh's.
func brackets(text string) string {
	return strings.NewReplacer("[", `\[`, "]", `\]`, ":", `\:`).Replace(text)
}
