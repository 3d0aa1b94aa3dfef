// Package rules holds no code: its tests keep the rules of the house over the whole tree. Who may
// import whom stands in imports_test.go; the other rules, and why, in rules_test.go.
package rules
