package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The document names every module in the program with its version and its licence, and no other.
func TestDependenciesAreDocumented(t *testing.T) {
	t.Chdir("../../..")
	data, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	modules, err := dependencies(t.Context())
	if err != nil {
		t.Fatal(err) // a licence is missing, or is none that is allowed
	}
	row := regexp.MustCompile(`(?m)^\| (\S+) \| (v\S+) \| \d{4}-\d\d-\d\d \| (.+?) \| .{10,} \|$`)
	documented := map[string]string{}
	for _, m := range row.FindAllStringSubmatch(string(data), -1) {
		documented[m[1]] = m[2] + " " + m[3]
	}
	for _, m := range modules {
		if !strings.Contains(m.Path, ".") { // Go itself
			continue
		}
		if want := m.Version + " " + m.licence; documented[m.Path] != want {
			t.Errorf("docs/dependencies.md says of %s: %q, want %q", m.Path, documented[m.Path], want)
		}
		delete(documented, m.Path)
	}
	if len(documented) > 0 {
		t.Errorf("docs/dependencies.md names what is not in the program: %v", documented)
	}
}

func TestLicenceOf(t *testing.T) {
	for text, want := range map[string]string{
		"Permission is hereby granted, free of charge, to any person obtaining a copy": "MIT",
		"Apache License\n   Version 2.0, January 2004":                                 "Apache-2.0",
		"Redistribution and use in source and binary forms …\nNeither the name of":     "BSD-3-Clause",
		"Redistribution and use in source and binary forms …":                          "BSD-2-Clause",
		"GNU GENERAL PUBLIC LICENSE":                                                   "",
		"":                                                                             "",
	} {
		if got := licenceOf(map[string][]byte{"LICENSE": []byte(text)}); got != want {
			t.Errorf("%.30q is %q, want %q", text, got, want)
		}
	}
	for name, want := range map[string]bool{"LICENSE": true, "LICENCE.md": true, "COPYING": true, "NOTICE.txt": true, "license_test.go": false, "README": false} {
		if licenceFile.MatchString(name) != want {
			t.Errorf("%s is a licence's file: %v, want %v", name, !want, want)
		}
	}
}

// A release's numbers say what is in it.
func TestVersionForm(t *testing.T) {
	for version, want := range map[string]bool{"v0.1.0": true, "v1.20.3-rc.1": true, "0.1.0": false, "v1": false, "": false, "v1.2.3 ; rm": false} {
		if versionForm.MatchString(version) != want {
			t.Errorf("%q: %v, want %v", version, !want, want)
		}
	}
	if flags := ldflags("v1.2.3", "abc"); !strings.Contains(flags, "main.released=v1.2.3+abc") {
		t.Error(fmt.Sprint("flags: ", flags))
	}
}
