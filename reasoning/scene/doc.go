// Package scene turns what the geometry model gives, cameras and depth, into a coloured cloud of points.
package scene
