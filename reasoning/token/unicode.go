package token

// The reference library is built on other versions of Unicode than the standard library. These functions are the
// difference; tests compare the outcome over all of Unicode.

// isLetterSince15 reports the letters of Unicode 15.1 and 16, which the standard tables do not hold.
func isLetterSince15(character rune) bool {
	switch c := character; {
	case 0x1c89 <= c && c <= 0x1c8a, 0xa7cb <= c && c <= 0xa7cd, 0xa7da <= c && c <= 0xa7dc, 0x105c0 <= c && c <= 0x105f3:
		return true
	case 0x10d4a <= c && c <= 0x10d65, 0x10d6f <= c && c <= 0x10d85, 0x10ec2 <= c && c <= 0x10ec4, 0x11380 <= c && c <= 0x11389:
		return true
	case c == 0x1138b, c == 0x1138e, 0x11390 <= c && c <= 0x113b5, c == 0x113b7:
		return true
	case c == 0x113d1, c == 0x113d3, 0x11bc0 <= c && c <= 0x11be0, 0x13460 <= c && c <= 0x143fa:
		return true
	case 0x16100 <= c && c <= 0x1611d, 0x16d40 <= c && c <= 0x16d6c, c == 0x18cff, 0x1e5d0 <= c && c <= 0x1e5ed:
		return true
	case c == 0x1e5f0, 0x2ebf0 <= c && c <= 0x2ee5d:
		return true
	}
	return false
}

// isNumberSince15 reports the numbers of Unicode 16, which the standard tables do not hold.
func isNumberSince15(character rune) bool {
	switch c := character; {
	case 0x10d40 <= c && c <= 0x10d49, 0x116d0 <= c && c <= 0x116e3, 0x11bf0 <= c && c <= 0x11bf9, 0x16130 <= c && c <= 0x16139:
		return true
	case 0x16d70 <= c && c <= 0x16d79, 0x1ccf0 <= c && c <= 0x1ccf9, 0x1e5f1 <= c && c <= 0x1e5fa:
		return true
	}
	return false
}

// isMarkSince9 reports the characters of Unicode 10 to 15 that are reordered or composed in normal form C; the
// normalizer of the reference library stands at Unicode 9 and leaves them, and what stands on both sides, alone.
func isMarkSince9(character rune) bool {
	switch c := character; {
	case c == 0x7fd, 0x898 <= c && c <= 0x89f, 0x8ca <= c && c <= 0x8d3, c == 0x9fe:
		return true
	case c == 0xc3c, 0xd3b <= c && c <= 0xd3c, c == 0xeba, c == 0x1715:
		return true
	case 0x1abf <= c && c <= 0x1ace, 0x1df6 <= c && c <= 0x1dfa, c == 0xa82c, 0x10d24 <= c && c <= 0x10d27:
		return true
	case 0x10eab <= c && c <= 0x10eac, 0x10efd <= c && c <= 0x10eff, 0x10f46 <= c && c <= 0x10f50, 0x10f82 <= c && c <= 0x10f85:
		return true
	case c == 0x11070, c == 0x1133b, c == 0x1145e, 0x11839 <= c && c <= 0x1183a:
		return true
	case c == 0x11930, c == 0x11938, 0x1193d <= c && c <= 0x1193e, c == 0x11943:
		return true
	case c == 0x119e0, c == 0x11a34, c == 0x11a47, c == 0x11a99:
		return true
	case c == 0x11d42, 0x11d44 <= c && c <= 0x11d45, c == 0x11d97, 0x11f41 <= c && c <= 0x11f42:
		return true
	case 0x16ff0 <= c && c <= 0x16ff1, c == 0x1e08f, 0x1e130 <= c && c <= 0x1e136, c == 0x1e2ae:
		return true
	case 0x1e2ec <= c && c <= 0x1e2ef, 0x1e4ec <= c && c <= 0x1e4ef:
		return true
	}
	return false
}
