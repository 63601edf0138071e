package camera

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Markers of a JPEG file.
const (
	jpegFrameFirst = 0xc0
	jpegFrameLast  = 0xcf
	jpegTables     = 0xc4
	jpegReserved   = 0xc8
	jpegArithmetic = 0xcc
	jpegRestart0   = 0xd0
	jpegStart      = 0xd8
	jpegEnd        = 0xd9
	jpegTemporary  = 0x01
)

// jpegSize walks a JPEG file's segments from start to end mark and gives the size that its one frame header says.
func jpegSize(data []byte) (width, height int, err error) {
	for at := 2; ; {
		marker, next, ok := nextMarker(data, at)
		if !ok {
			return 0, 0, fmt.Errorf("is cut short: a JPEG without its end mark")
		}
		at = next
		if marker == jpegEnd {
			if width == 0 {
				return 0, 0, fmt.Errorf("is damaged: a JPEG without a frame header")
			}
			return width, height, nil
		}
		if marker >= jpegRestart0 && marker <= jpegStart || marker == jpegTemporary {
			continue
		}
		if at+2 > len(data) {
			return 0, 0, fmt.Errorf("is cut short: JPEG segment %02x", marker)
		}
		length := int(binary.BigEndian.Uint16(data[at:]))
		if length < 2 || at+length > len(data) {
			return 0, 0, fmt.Errorf("is cut short: JPEG segment %02x of %d bytes, %d are left", marker, length, len(data)-at)
		}
		if isFrame(marker) {
			if width != 0 || length < 8 {
				return 0, 0, fmt.Errorf("is damaged: JPEG frame header %02x of %d bytes", marker, length)
			}
			height = int(binary.BigEndian.Uint16(data[at+3:]))
			width = int(binary.BigEndian.Uint16(data[at+5:]))
			if width == 0 || height == 0 {
				return 0, 0, fmt.Errorf("is damaged: a JPEG of %d×%d", width, height)
			}
		}
		at += length
	}
}

func isFrame(marker byte) bool {
	return marker >= jpegFrameFirst && marker <= jpegFrameLast &&
		marker != jpegTables && marker != jpegReserved && marker != jpegArithmetic
}

// nextMarker finds the marker at or after a position, past the entropy-coded data of a scan, and where its segment begins.
func nextMarker(data []byte, at int) (marker byte, next int, ok bool) {
	for {
		skip := bytes.IndexByte(data[min(at, len(data)):], 0xff)
		if skip < 0 {
			return 0, 0, false
		}
		at += skip + 1
		if at >= len(data) {
			return 0, 0, false
		}
		if data[at] != 0 && data[at] != 0xff {
			return data[at], at + 1, true
		}
	}
}

// pngSize reads a PNG file's header and makes sure that its chunks go on to the last.
func pngSize(data []byte) (width, height int, err error) {
	const first, frame, lengthBytes, widthAt, heightAt = 8, 12, 4, 16, 20
	if len(data) < first+frame+2*lengthBytes || string(data[first+lengthBytes:widthAt]) != "IHDR" {
		return 0, 0, fmt.Errorf("is cut short: a PNG without its header")
	}
	w, h := binary.BigEndian.Uint32(data[widthAt:]), binary.BigEndian.Uint32(data[heightAt:])
	const most = 1<<31 - 1
	if w > most || h > most {
		return 0, 0, fmt.Errorf("is damaged: a PNG of %d×%d", w, h)
	}
	for at := first; at+frame <= len(data); {
		length := int64(binary.BigEndian.Uint32(data[at:]))
		if length > int64(len(data)-at-frame) {
			break
		}
		if string(data[at+lengthBytes:at+2*lengthBytes]) == "IEND" {
			return int(w), int(h), nil
		}
		at += frame + int(length)
	}
	return 0, 0, fmt.Errorf("is cut short: a PNG without its last chunk")
}
