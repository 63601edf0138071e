// Package camera says what the robot saw at one moment: it decodes camera messages, measures how sharp and how well exposed
// they are, straightens pictures, and gathers the frames of several cameras by their stamps. What the model takes of the pictures
// is made by camera/pixels.
package camera
