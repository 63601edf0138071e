package ros2

import (
	"reflect"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

func TestReach(t *testing.T) {
	type env map[string]string
	open := reach{multicast: true, peers: []string{loopback}, gidSize: 16}
	local := reach{loopbackOnly: true, peers: []string{loopback}, gidSize: 16}
	for _, test := range []struct {
		name   string
		topics config.Topics
		env    env
		want   reach
	}{
		{"nothing set", config.Topics{}, nil, open},
		{"domain of the environment", config.Topics{Domain: -1}, env{"ROS_DOMAIN_ID": "42"}, with(open, func(r *reach) { r.domain = 42 })},
		{"no domain anywhere", config.Topics{Domain: -1}, nil, open},
		{"set domain wins", config.Topics{Domain: 7}, env{"ROS_DOMAIN_ID": "42"}, with(open, func(r *reach) { r.domain = 7 })},
		{"local only", config.Topics{LocalOnly: true}, env{"ROS_AUTOMATIC_DISCOVERY_RANGE": "SUBNET", "ROS_STATIC_PEERS": "192.0.2.7"}, local},
		{"ROS_LOCALHOST_ONLY", config.Topics{}, env{"ROS_LOCALHOST_ONLY": "1", "ROS_STATIC_PEERS": "192.0.2.7"}, local},
		{"ROS_LOCALHOST_ONLY off", config.Topics{}, env{"ROS_LOCALHOST_ONLY": "0"}, open},
		{"LOCALHOST", config.Topics{}, env{"ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST"}, local},
		{
			"LOCALHOST and a peer", config.Topics{}, env{"ROS_AUTOMATIC_DISCOVERY_RANGE": "localhost", "ROS_STATIC_PEERS": "192.0.2.7"},
			reach{peers: []string{loopback, "192.0.2.7"}, gidSize: 16},
		},
		{"OFF", config.Topics{}, env{"ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF", "ROS_STATIC_PEERS": "192.0.2.7"}, reach{isolated: true, loopbackOnly: true, gidSize: 16}},
		{"SYSTEM_DEFAULT", config.Topics{}, env{"ROS_AUTOMATIC_DISCOVERY_RANGE": "SYSTEM_DEFAULT"}, reach{vendorProfile: true, gidSize: 16}},
		{"profile", config.Topics{}, env{"FASTRTPS_DEFAULT_PROFILES_FILE": "profile.xml"}, reach{vendorProfile: true, gidSize: 16}},
		{"local only wins over a profile", config.Topics{LocalOnly: true}, env{"FASTRTPS_DEFAULT_PROFILES_FILE": "profile.xml"}, local},
		{
			"peers of the environment", config.Topics{}, env{"ROS_STATIC_PEERS": "192.0.2.7; 192.0.2.8;localhost"},
			with(open, func(r *reach) { r.peers = []string{loopback, "192.0.2.7", "192.0.2.8"} }),
		},
		{
			"set peers win", config.Topics{StaticPeers: []string{"192.0.2.9"}}, env{"ROS_STATIC_PEERS": "192.0.2.7", "ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF"},
			with(open, func(r *reach) { r.peers = []string{loopback, "192.0.2.9"} }),
		},
		{"Humble", config.Topics{Distro: config.DistroOld}, env{"ROS_DISTRO": "jazzy"}, with(open, func(r *reach) { r.gidSize = 24 })},
		{"auto in Humble", config.Topics{Distro: config.DistroAuto}, env{"ROS_DISTRO": "humble"}, with(open, func(r *reach) { r.gidSize = 24 })},
		{"Humble in the environment", config.Topics{}, env{"ROS_DISTRO": "humble"}, with(open, func(r *reach) { r.gidSize = 24 })},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := newReach(Options{Topics: test.topics, Environment: func(name string) string { return test.env[name] }})
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
		})
	}
}

func with(r reach, change func(*reach)) reach {
	change(&r)
	return r
}

func TestReachRefuses(t *testing.T) {
	for _, test := range []struct {
		want   string
		topics config.Topics
		env    map[string]string
	}{
		{"ROS_DOMAIN_ID", config.Topics{Domain: -1}, map[string]string{"ROS_DOMAIN_ID": "one"}},
		{"domain 233", config.Topics{Domain: 233}, nil},
		{"domain -2", config.Topics{Domain: -2}, nil},
		{"ROS_AUTOMATIC_DISCOVERY_RANGE", config.Topics{}, map[string]string{"ROS_AUTOMATIC_DISCOVERY_RANGE": "PLANET"}},
		{"local_only", config.Topics{LocalOnly: true, StaticPeers: []string{"192.0.2.7"}}, nil},
		{"static peer", config.Topics{StaticPeers: []string{"256.1.1.1"}}, nil},
		{"65 static peers", config.Topics{StaticPeers: make([]string, 65)}, nil},
	} {
		_, err := newReach(Options{Topics: test.topics, Environment: func(name string) string { return test.env[name] }})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.want, err)
		}
	}
}
