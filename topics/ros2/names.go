package ros2

import (
	"fmt"
	"regexp"
	"strings"
)

const maximumName = 255

// topicName says what a fully qualified ROS name is: "/a/b_2".
var topicName = regexp.MustCompile(`^(/[A-Za-z_][A-Za-z0-9_]*)+$`)

// typeName says what a ROS interface name is: "package/msg/Name".
var typeName = regexp.MustCompile(`^[a-z][a-z0-9_]*/(msg|srv|action)/[A-Za-z][A-Za-z0-9_]*$`)

// ddsTopic is the name of a ROS topic on the wire.
func ddsTopic(topic string) (string, error) {
	if len(topic) > maximumName-2 || !topicName.MatchString(topic) {
		return "", fmt.Errorf("%q is not a fully qualified topic name such as /camera/image_raw", topic)
	}
	return "rt" + topic, nil
}

// ddsType is the name of a ROS interface on the wire.
func ddsType(name string) (string, error) {
	if len(name) > maximumName-10 || !typeName.MatchString(name) {
		return "", fmt.Errorf("%q is not an interface name such as sensor_msgs/msg/Image", name)
	}
	slash := strings.LastIndexByte(name, '/')
	return strings.ReplaceAll(name[:slash], "/", "::") + "::dds_::" + name[slash+1:] + "_", nil
}

// rosType is the ROS interface name of a type on the wire; names that are no mangled ROS names stay as they are.
func rosType(name string) string {
	space, last, found := strings.Cut(name, "::dds_::")
	if !found || !strings.HasSuffix(last, "_") {
		return name
	}
	return strings.ReplaceAll(space, "::", "/") + "/" + strings.TrimSuffix(last, "_")
}

// nodeName checks a node's name.
func nodeName(name string) error {
	if len(name) > maximumName || !topicName.MatchString("/"+name) || strings.Contains(name, "/") {
		return fmt.Errorf("%q is not a node name such as thinker3d", name)
	}
	return nil
}

// enclaveName checks the name of an enclave, which stands in a list that ends with a semicolon.
func enclaveName(enclave string) error {
	if enclave != "/" && (len(enclave) > maximumName || !regexp.MustCompile(`^(/[A-Za-z0-9_]+)+$`).MatchString(enclave)) {
		return fmt.Errorf("%q is not an enclave such as / or /robot/eye", enclave)
	}
	return nil
}

// nodeNamespace checks a node's namespace.
func nodeNamespace(namespace string) error {
	if namespace != "/" && (len(namespace) > maximumName || !topicName.MatchString(namespace)) {
		return fmt.Errorf("%q is not a namespace such as / or /robot", namespace)
	}
	return nil
}
