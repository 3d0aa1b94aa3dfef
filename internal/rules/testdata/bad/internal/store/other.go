// Package store is described in the wrong file.
package store
