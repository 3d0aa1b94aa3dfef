//go:build !js

package when

import _ "embed"

// Towns are the places of 15 000 inhabitants and more, in the languages that the people who live there and those who type them
// write: from GeoNames (geonames.org), under CC BY 4.0. towns/README.md says how they are made.
//
//go:embed towns/towns.txt.gz
var townsPacked []byte
