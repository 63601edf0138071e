//go:build !amd64

package pixels

func hasVectors() bool { return false }

func hasFused() bool { return false }

func patchAVX2(work *patchWork) {}

func acrossAVX2(toUpper, toLower, upper, lower *byte, count int, offsets, groups *int32, numbers *uint32) {
}

func downAVX2(to *byte, length int, rows **byte, numbers *uint32, pairs int) {}
