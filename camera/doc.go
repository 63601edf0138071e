// Package camera says what the robot saw at one moment: it decodes camera messages and gathers the frames of several
// cameras by their stamps. What the model takes of the pictures is made by camera/pixels.
package camera
