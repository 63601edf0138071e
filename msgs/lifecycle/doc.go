// Package lifecycle holds the messages of managed nodes, lifecycle_msgs.
package lifecycle
