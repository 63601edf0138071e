package bag

import (
	"fmt"
	"slices"
	"strings"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// Cameras takes each image topic for a camera, in the order of their names, but for those named after depth.
// Of one camera's raw and compressed topics it takes the compressed one.
func (r *Reader) Cameras() ([]config.Camera, error) {
	var cameras []config.Camera
	topics := r.Topics()
	for _, topic := range topics {
		switch {
		case topic.Count == 0 || strings.Contains(topic.Name, "depth"):
			continue
		case topic.Type == msgs.CompressedImage{}.ROSType() && !strings.HasSuffix(topic.Name, "Depth"):
			cameras = append(cameras, config.Camera{ImageTopic: topic.Name, Transport: config.TransportCompressed})
		case topic.Type == msgs.Image{}.ROSType() && !hasTopic(topics, topic.Name+"/compressed"):
			cameras = append(cameras, config.Camera{ImageTopic: topic.Name, Transport: config.TransportRaw})
		}
	}
	if len(cameras) == 0 {
		return nil, fmt.Errorf("bag %s: no topic of type %s or %s", r.path, msgs.Image{}.ROSType(), msgs.CompressedImage{}.ROSType())
	}
	slices.SortFunc(cameras, func(a, b config.Camera) int { return strings.Compare(a.ImageTopic, b.ImageTopic) })
	for i := range cameras {
		cameras[i].Name, cameras[i].InfoTopic = cameraName(cameras[i].ImageTopic), infoTopic(cameras[i].ImageTopic, topics)
	}
	return cameras, nil
}

// infoTopic is the camera_info beside an image topic; empty if the bag has none.
func infoTopic(topic string, topics []Topic) string {
	topic = strings.TrimSuffix(topic, "/compressed")
	name := topic[:strings.LastIndex(topic, "/")+1] + "camera_info"
	if slices.ContainsFunc(topics, func(t Topic) bool {
		return t.Name == name && t.Count > 0 && t.Type == (msgs.CameraInfo{}).ROSType()
	}) {
		return name
	}
	return ""
}

func hasTopic(topics []Topic, name string) bool {
	return slices.ContainsFunc(topics, func(t Topic) bool { return t.Name == name && t.Count > 0 })
}

// cameraName is the topic's name without what all cameras share, such as "camera/front" for "/camera/front/image_raw".
func cameraName(topic string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(topic, "/"), "/compressed")
	if cut := strings.LastIndex(name, "/"); cut > 0 {
		return name[:cut]
	}
	return name
}
