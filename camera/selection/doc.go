// Package selection chooses the views that a question is about: earlier ones beside the newest, and of many cameras those that
// together see most. It has no clock and no goroutine.
package selection
