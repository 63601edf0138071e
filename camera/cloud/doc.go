// Package cloud makes a coloured cloud of points of depth pictures and leaves out what is not to be trusted or not wanted.
package cloud
