// Package ros1 is the live bus on a ROS 1 master: topics over TCPROS, and services that we offer.
//
// Of goroslib it takes the protocols (the APIs of master, node and parameters, the handshakes, the messages' checksums), and
// not its Node: that one silently refuses messages above 16 MiB, drops without counting, decodes each picture by reflection
// and keeps /clock and /rosout to itself. Messages are turned into CDR in one pass over their bytes.
package ros1
