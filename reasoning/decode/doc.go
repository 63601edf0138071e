// Package decode decides, step by step, what a sequence says and what it is fed next, among it the latent mode; it runs no model.
package decode
