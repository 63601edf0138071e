package topics

import (
	"strings"
	"testing"
)

func TestResolver(t *testing.T) {
	remaps := []Remap{
		{"image", "/front/image_raw"}, {"~/points", "cloud"}, {"rosservice://~/ask", "~/question_service"}, {"rostopic:///tf", "tf"},
		{"/front/image_raw", "/never"}, {"{ns}/depth", "{node}/depth"},
	}
	for _, c := range []struct{ namespace, name, topic, service string }{
		{"/", "image", "/front/image_raw", "/front/image_raw"},
		{"/robot", "image", "/front/image_raw", "/front/image_raw"},
		{"/robot", "/image", "/image", "/image"},
		{"/robot", "info", "/robot/info", "/robot/info"},
		{"", "info", "/info", "/info"},
		{"/robot", "~/answer", "/robot/eye/answer", "/robot/eye/answer"},
		{"/robot", "~", "/robot/eye", "/robot/eye"},
		{"/robot", "~/points", "/robot/cloud", "/robot/cloud"},
		{"/robot", "~/ask", "/robot/eye/ask", "/robot/eye/question_service"},
		{"/robot", "/tf", "/robot/tf", "/tf"},
		{"/robot", "depth", "/robot/eye/depth", "/robot/eye/depth"},
	} {
		resolver, err := NewResolver(c.namespace, "eye", remaps)
		if err != nil {
			t.Fatal(err)
		}
		topic, topicErr := resolver.Topic(c.name)
		service, serviceErr := resolver.Service(c.name)
		if topicErr != nil || serviceErr != nil || topic != c.topic || service != c.service {
			t.Errorf("%s in %s: topic %s, %v, service %s, %v", c.name, c.namespace, topic, topicErr, service, serviceErr)
		}
	}
}

func TestResolverRefuses(t *testing.T) {
	resolver, err := NewResolver("/", "eye", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "/", "a b", "a//b", "/1st", "a/", "~points", "a__b", "{nod}/x", "ä"} {
		if got, err := resolver.Topic(name); err == nil || !strings.Contains(err.Error(), "is not a ROS name") {
			t.Errorf("%q became %q, %v", name, got, err)
		}
	}
	for _, remap := range []Remap{{"a b", "c"}, {"a", "c d"}, {"rostopic://", "c"}} {
		if _, err := NewResolver("/", "eye", []Remap{remap}); err == nil {
			t.Errorf("%v was taken", remap)
		}
	}
}
