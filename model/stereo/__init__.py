"""A two-camera bag of real images: the calibrated stereo pairs that Debian's package opencv-doc carries."""
