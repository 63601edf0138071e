package ros2

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
)

const (
	maximumDomain = 232
	maximumPeers  = 64
	loopback      = "127.0.0.1"
)

// reach is how far the bus goes: what the options and the environment together say.
type reach struct {
	domain int
	// isolated: no other process is discovered, nor discovers us.
	isolated bool
	// loopbackOnly: no interface but 127.0.0.1.
	loopbackOnly bool
	multicast    bool
	// vendorProfile: transports and discovery are what the user's Fast DDS XML profile says.
	vendorProfile bool
	peers         []string
	gidSize       int
}

// newReach reads the environment variables of ROS 2; no other place in this package does.
func newReach(options Options) (reach, error) {
	domain, err := domainOf(options)
	if err != nil {
		return reach{}, err
	}
	r := reach{domain: domain, gidSize: gidSizeOf(options)}
	peers := options.Topics.StaticPeers
	if options.Topics.LocalOnly {
		r.loopbackOnly = true
	} else if len(peers) == 0 {
		if err := r.fromEnvironment(options.Environment); err != nil {
			return reach{}, err
		}
		peers = splitPeers(options.Environment("ROS_STATIC_PEERS"))
	} else {
		r.multicast = true
	}
	if r.isolated || r.vendorProfile {
		return r, nil
	}
	if r.peers, err = addresses(peers); err != nil {
		return reach{}, err
	}
	if options.Topics.LocalOnly && !onlyLoopback(r.peers) {
		return reach{}, fmt.Errorf("static_peers %v lie beyond this machine, but local_only is set: unset one of them", peers)
	}
	if r.loopbackOnly {
		r.peers = r.peers[:1]
	}
	return r, nil
}

func (r *reach) fromEnvironment(env func(string) string) error {
	discovery := strings.ToUpper(env("ROS_AUTOMATIC_DISCOVERY_RANGE"))
	profile := env("FASTRTPS_DEFAULT_PROFILES_FILE") + env("FASTDDS_DEFAULT_PROFILES_FILE")
	switch {
	case env("ROS_LOCALHOST_ONLY") == "1":
		r.loopbackOnly = true
	case discovery == "OFF":
		r.isolated, r.loopbackOnly = true, true
	case discovery == "LOCALHOST":
		// Peers that ROS_STATIC_PEERS names are reached too, so the other interfaces stay open.
		r.loopbackOnly = env("ROS_STATIC_PEERS") == ""
	case discovery == "SYSTEM_DEFAULT", profile != "":
		r.vendorProfile = true
	case discovery == "", discovery == "SUBNET":
		r.multicast = true
	default:
		return fmt.Errorf("ROS_AUTOMATIC_DISCOVERY_RANGE: %q is none of OFF, LOCALHOST, SUBNET, SYSTEM_DEFAULT", discovery)
	}
	return nil
}

func domainOf(options Options) (int, error) {
	domain := options.Topics.Domain
	if domain == -1 {
		domain = 0
		if text := options.Environment("ROS_DOMAIN_ID"); text != "" {
			var err error
			if domain, err = strconv.Atoi(text); err != nil {
				return 0, fmt.Errorf("ROS_DOMAIN_ID: %q is no number", text)
			}
		}
	}
	if domain < 0 || domain > maximumDomain {
		return 0, fmt.Errorf("domain %d is not between 0 and %d", domain, maximumDomain)
	}
	return domain, nil
}

// gidSizeOf is that of the distribution.
func gidSizeOf(options Options) int {
	distro := string(options.Topics.Distro)
	if distro == "" || distro == string(config.DistroAuto) {
		distro = options.Environment("ROS_DISTRO")
	}
	switch distro {
	case string(config.DistroOld), "galactic", "foxy":
		return oldGidSize
	}
	return newGidSize
}

// userData is the USER_DATA of an endpoint: since Iron it has the hash of the type.
func (r reach) userData(endpoint topics.Endpoint) string {
	if endpoint.TypeHash == "" || r.gidSize == oldGidSize {
		return ""
	}
	return "typehash=" + endpoint.TypeHash + ";"
}

func splitPeers(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ' ' })
}

func onlyLoopback(peers []string) bool {
	for _, peer := range peers {
		if !net.ParseIP(peer).IsLoopback() {
			return false
		}
	}
	return true
}

// addresses are the IPv4 addresses of the peers, after that of this machine itself.
func addresses(names []string) ([]string, error) {
	if len(names) > maximumPeers {
		return nil, fmt.Errorf("%d static peers are more than %d", len(names), maximumPeers)
	}
	result := []string{loopback}
	for _, name := range names {
		if name == loopback || name == "localhost" {
			continue
		}
		address, err := net.ResolveIPAddr("ip4", name)
		if err != nil {
			return nil, fmt.Errorf("static peer %q: %w", name, err)
		}
		result = append(result, address.IP.String())
	}
	return result, nil
}
