package ros2

import (
	"strings"
	"testing"
)

func TestEnclaveNames(t *testing.T) {
	for name, fine := range map[string]bool{"/": true, "/robot/eye_1": true, "robot": false, "/a;b": false, "": false, "/a/": false} {
		if err := enclaveName(name); (err == nil) != fine {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestNames(t *testing.T) {
	for ros, dds := range map[string]string{
		"/chatter": "rt/chatter", "/camera/front_2/image_raw": "rt/camera/front_2/image_raw",
		"chatter": "", "/": "", "//a": "", "/a/": "", "/2d": "", "/a b": "", "~/a": "", "/" + strings.Repeat("a", 300): "",
	} {
		got, err := ddsTopic(ros)
		if got != dds || (err == nil) != (dds != "") {
			t.Errorf("%s became %q, %v", ros, got, err)
		}
	}
	for ros, dds := range map[string]string{
		"sensor_msgs/msg/Image":                       "sensor_msgs::msg::dds_::Image_",
		"std_srvs/srv/Trigger_Request":                "std_srvs::srv::dds_::Trigger_Request_",
		"nav2_msgs/action/Spin_FeedbackMessage":       "nav2_msgs::action::dds_::Spin_FeedbackMessage_",
		"sensor_msgs/Image":                           "",
		"sensor_msgs/msg/Image/More":                  "",
		"Sensor/msg/Image":                            "",
		"sensor_msgs/msg/" + strings.Repeat("I", 300): "",
	} {
		got, err := ddsType(ros)
		if got != dds || (err == nil) != (dds != "") {
			t.Errorf("%s became %q, %v", ros, got, err)
		}
		if back := rosType(got); dds != "" && back != ros {
			t.Errorf("%s came back as %s", ros, back)
		}
	}
	if got := rosType("HelloWorld"); got != "HelloWorld" {
		t.Errorf("a foreign type became %s", got)
	}
}

// FuzzNames says that what is accepted comes back as it was.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{"sensor_msgs/msg/Image", "a/srv/B_Request", "a/msg/dds_::B", "/x/y", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if dds, err := ddsType(name); err == nil && (rosType(dds) != name || len(dds) > maximumName) {
			t.Errorf("%q became %q and came back as %q", name, dds, rosType(dds))
		}
		if dds, err := ddsTopic(name); err == nil && (dds != "rt"+name || len(dds) > maximumName) {
			t.Errorf("%q became %q", name, dds)
		}
	})
}
