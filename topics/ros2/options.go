package ros2

import (
	"os"

	"github.com/thinker3d/thinker3d/config"
)

const (
	defaultMaximumMessage = 64 << 20
	defaultSocketBuffer   = 4 << 20
)

// Options is how the bus is opened. What is set here wins over the environment.
type Options struct {
	// Topics is the part that the configuration file sets; Domain -1 asks for ROS_DOMAIN_ID.
	Topics config.Topics
	// Name and Namespace are the node's, as the ROS 2 graph shows them; an empty namespace is "/".
	Name, Namespace string
	// Enclave is the node's in the ROS 2 security folders; empty is "/".
	Enclave string
	// MaximumMessage is the size of a message in bytes above which it is dropped; 0 is 64 MiB.
	MaximumMessage int
	// SocketBuffer is what is asked of the kernel for each socket, in bytes; 0 is 4 MiB.
	SocketBuffer int
	// Environment looks up a variable; nil is the process's environment.
	Environment func(name string) string
}

func (o Options) withDefaults() Options {
	if o.Namespace == "" {
		o.Namespace = "/"
	}
	if o.Enclave == "" {
		o.Enclave = "/"
	}
	if o.MaximumMessage == 0 {
		o.MaximumMessage = defaultMaximumMessage
	}
	if o.SocketBuffer == 0 {
		o.SocketBuffer = defaultSocketBuffer
	}
	if o.Environment == nil {
		o.Environment = os.Getenv
	}
	return o
}
