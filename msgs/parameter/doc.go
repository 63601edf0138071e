// Package parameter holds the messages of the parameter services, rcl_interfaces.
package parameter
