//go:build !js

package reminders

import _ "time/tzdata" // so that zones are known where the system has none; a page, which has no reminders, does not carry it
