// Package pictures holds the pose files of the moving pictures. A coach can correct them: README.md beside them says how.
package pictures

import "embed"

// Files are the pose files, ID.toml for the drill or cue of that id.
//
//go:embed *.toml
var Files embed.FS
