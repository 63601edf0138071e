package bag

// Topic is one topic of a bag.
type Topic struct {
	Name string
	// Type is the ROS interface name, such as "sensor_msgs/msg/Image".
	Type string
	// Encoding is how the messages are serialised; "cdr" is what this project decodes.
	Encoding string
	// QoS is the offered profiles as the recorder wrote them, in YAML; empty if unknown.
	QoS string
	// Definition is the .msg text with its dependencies, empty if the bag does not carry it.
	Definition string
	Count      uint64
}

// merge adds the topics of another file of the same bag.
func merge(all []Topic, more []Topic) []Topic {
	for _, topic := range more {
		known := false
		for i := range all {
			if all[i].Name == topic.Name {
				all[i].Count += topic.Count
				known = true
				break
			}
		}
		if !known {
			all = append(all, topic)
		}
	}
	return all
}
