// Package diagnostic holds the messages of /diagnostics, diagnostic_msgs.
package diagnostic
