// Package bundle reads and verifies a model bundle: the folder that holds all that differs from one checkpoint to the next.
package bundle
