package ros2

import (
	"bytes"
	"encoding/binary"
	"net"
	"testing"
	"time"
)

// answersOnce is a participant that answers a new one at once and never again, as RustDDS does. It is on loopback.
type answersOnce struct {
	socket *net.UDPConn
	port   uint32
}

// listenAsParticipant takes the port of the first participant that is looked for without multicast, so that the others come after it.
func listenAsParticipant(t *testing.T, domain int) answersOnce {
	t.Helper()
	port := 7400 + 250*domain + 10
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	if err := socket.SetReadDeadline(time.Now().Add(deadline)); err != nil {
		t.Fatal(err)
	}
	return answersOnce{socket: socket, port: uint32(port)}
}

// run answers the first announcement with one that is the same but for its sender, and waits until it is spoken to.
func (a answersOnce) run() error {
	const headerPrefix, prefixSize = 8, 12
	mine := []byte("\x01\x12answersonc")
	buffer := make([]byte, 1<<16)
	size, _, err := a.socket.ReadFromUDP(buffer)
	if err != nil {
		return err
	}
	theirs := bytes.Clone(buffer[headerPrefix : headerPrefix+prefixSize])
	answer := bytes.ReplaceAll(buffer[:size], theirs, mine)
	// The parameter of the unicast address for discovery, 24 bytes long: kind UDPv4, then the port.
	place := bytes.Index(answer, []byte{0x32, 0, 24, 0, 1, 0, 0, 0}) + 8
	port := binary.LittleEndian.Uint32(answer[place:])
	binary.LittleEndian.PutUint32(answer[place:], a.port)
	if _, err := a.socket.WriteToUDP(answer, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(port)}); err != nil {
		return err
	}
	for {
		size, _, err := a.socket.ReadFromUDP(buffer)
		if err != nil {
			return err
		}
		if bytes.Contains(buffer[:size], mine) {
			return nil
		}
	}
}

// TestTheOnlyAnswerIsHeard has a peer answer while the bus is still announcing itself to others.
func TestTheOnlyAnswerIsHeard(t *testing.T) {
	peer := listenAsParticipant(t, testDomain())
	heard := make(chan error, 1)
	go func() { heard <- peer.run() }()
	openBus(t, testDomain())
	if err := <-heard; err != nil {
		t.Errorf("the bus does not speak to the peer: %v", err)
	}
}
