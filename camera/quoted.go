package camera

import "strconv"

// quoted is a name from outside as an error repeats it: escaped, and cut where it is too long to be one.
func quoted(name string) string {
	const most = 48
	if len(name) > most {
		return strconv.Quote(name[:most]) + "…"
	}
	return strconv.Quote(name)
}
