// Package visualization has the messages that viewers draw.
package visualization
