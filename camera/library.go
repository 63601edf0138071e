package camera

import "gocv.io/x/gocv"

// LibraryVersion is the version of OpenCV that pictures are decoded with.
func LibraryVersion() string { return gocv.OpenCVVersion() }
