package ros2

import (
	"testing"

	"github.com/thinker3d/thinker3d/topics"
)

// openWithRange opens a node that the configuration leaves to ROS_AUTOMATIC_DISCOVERY_RANGE.
func openWithRange(t *testing.T, discovery string) *Bus {
	t.Helper()
	options := testOptions(testDomain())
	options.Topics.LocalOnly = false
	options.Environment = func(name string) string {
		return map[string]string{"ROS_AUTOMATIC_DISCOVERY_RANGE": discovery}[name]
	}
	return openBusWith(t, options)
}

// TestDiscoveryRangeWithCyclone has Cyclone DDS publish to a node of each range that was there first, and to another node
// of this machine, which shows that the peer was found and heard.
func TestDiscoveryRangeWithCyclone(t *testing.T) {
	latched := chatter
	latched.QoS.Durability = topics.TransientLocal
	for discovery, reached := range map[string]bool{"OFF": false, "LOCALHOST": true} {
		t.Run(discovery, func(t *testing.T) {
			ranged := openWithRange(t, discovery)
			heard := subscribe(t, ranged, latched)
			peer := startPeer(t, testDomain(), "publish", "rt/chatter", "String", "reliable", "transient_local", "1", "0")
			if reached {
				awaitMatch(t, ranged, "/chatter")
			}
			witness := openBus(t, testDomain())
			witnessed := subscribe(t, witness, latched)
			first := peer.await(t, "matched").Count
			peer.send(t)
			receive(t, witnessed)
			if reached {
				receive(t, heard)
				return
			}
			if most := max(first, mostMatched(peer)); most > 1 {
				t.Errorf("Cyclone matched %d subscriptions", most)
			}
			for _, status := range ranged.Statuses() {
				// The witness subscribes only, so that whoever matches is of another process.
				if status.Topic == "/chatter" && status.Matched > 0 {
					t.Errorf("it matched %d publishers", status.Matched)
				}
			}
			select {
			case message := <-heard:
				t.Errorf("it heard %q", message.Data)
			default:
			}
		})
	}
}

// mostMatched is the greatest number of matched endpoints that the peer has said and was not awaited for.
func mostMatched(p *peer) (most int) {
	for {
		select {
		case e := <-p.events:
			p.waiting = append(p.waiting, e)
			continue
		default:
		}
		for _, e := range p.waiting {
			if e.Event == "matched" {
				most = max(most, e.Count)
			}
		}
		return most
	}
}

// TestEnclaveIsSeenByCyclone reads what the participant's USER_DATA is over there, where the tools of ROS 2 look for the enclave.
func TestEnclaveIsSeenByCyclone(t *testing.T) {
	for enclave, want := range map[string]string{"": "enclave=/;", "/robot/eye": "enclave=/robot/eye;"} {
		t.Run(want, func(t *testing.T) {
			options := testOptions(testDomain())
			options.Enclave = enclave
			openBusWith(t, options)
			peer := startPeer(t, testDomain(), "discover", "-", "participants")
			// Cyclone's own participant has none.
			for seen := ""; seen != want; {
				if seen = peer.await(t, "participant").UserData; seen != "" && seen != want {
					t.Fatalf("the peer found %q, want %q", seen, want)
				}
			}
		})
	}
}
