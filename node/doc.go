// Package node runs thinker3d: it owns every goroutine, decides what is asked and when, and is the one place where
// messages, views and replies are converted into each other.
package node
