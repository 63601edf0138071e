package ros1

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
)

const defaultMaster = "http://localhost:11311"

// maximumMessage is the size above which messages are dropped, as on ROS 2.
const maximumMessage = 64 << 20

// Options say who the node is and where its master is.
type Options struct {
	// Name and Namespace are the node's; an empty namespace is "/".
	Name, Namespace string
	// Master is the master's address; empty asks ROS_MASTER_URI.
	Master string
	// Host is the name or address at which others reach this node; empty asks ROS_HOSTNAME and ROS_IP, and then takes
	// the address from which the master is reached.
	Host string
	// MaximumMessage is the size in bytes above which messages are dropped; 0 takes 64 MiB.
	MaximumMessage int
	// Shutdown hears that the master or a user wants the node to end; nil does not care.
	Shutdown func(reason string)
}

// node is the fully qualified name.
func (o Options) node() string { return strings.TrimSuffix(o.Namespace, "/") + "/" + o.Name }

// place is where the node listens, and what others are told of it.
type place struct {
	// master is host and port.
	master string
	// listen is the address to listen at, host what is told to others.
	listen, host string
}

func (o Options) place() (place, error) {
	uri := cmp.Or(o.Master, os.Getenv("ROS_MASTER_URI"), defaultMaster)
	parsed, err := url.Parse(uri)
	if err != nil || parsed.Scheme != "http" || parsed.Port() == "" {
		return place{}, fmt.Errorf("master %q: must be http://HOST:PORT; see ROS_MASTER_URI", uri)
	}
	p := place{master: parsed.Host, host: cmp.Or(o.Host, os.Getenv("ROS_HOSTNAME"), os.Getenv("ROS_IP"))}
	if p.host == "" {
		if p.host, err = hostTowards(parsed.Host); err != nil {
			return p, fmt.Errorf("master %s: %w", uri, err)
		}
	}
	if address := net.ParseIP(p.host); p.host == "localhost" || address != nil && address.IsLoopback() {
		p.listen = p.host
	}
	return p, nil
}

// hostTowards is this machine's address on the way to another; nothing is sent.
func hostTowards(address string) (string, error) {
	connection, err := net.Dial("udp", address)
	if err != nil {
		return "", fmt.Errorf("no way there: %w", err)
	}
	defer func() { _ = connection.Close() }()
	return connection.LocalAddr().(*net.UDPAddr).IP.String(), nil
}
