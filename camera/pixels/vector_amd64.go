package pixels

import "golang.org/x/sys/cpu"

// hasVectors tells whether this machine runs the vector code.
func hasVectors() bool { return cpu.X86.HasAVX2 }

// hasFused tells whether it also multiplies and adds in one.
func hasFused() bool { return cpu.X86.HasAVX2 && cpu.X86.HasFMA }

// patchAVX2 writes a patch of at least lanes8 pixels a side, twice where it is repeated; patchOverread bytes follow its last line.
//
//go:noescape
func patchAVX2(work *patchWork)

// acrossAVX2 resamples two rows horizontally into count pixels each. The rows have overread bytes after them.
//
//go:noescape
func acrossAVX2(toUpper, toLower, upper, lower *byte, count int, offsets, groups *int32, numbers *uint32)

// downAVX2 blends pairs of rows of length bytes, at least chunk, into one.
//
//go:noescape
func downAVX2(to *byte, length int, rows **byte, numbers *uint32, pairs int)
