// Package reasoning answers spatial questions about views and imagines the scene that they show.
package reasoning
