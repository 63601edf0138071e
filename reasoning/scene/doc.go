// Package scene reads what the geometry model gives: cameras, and a depth picture of each view.
package scene
