// Package queue decides who is served next: by priority, then fairly between clients, then by age.
package queue
