package e2e

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/thinker3d/thinker3d/config"
)

// TestLaunchFilesAgree proves that the launch files in three languages take the same arguments and set the same parameters,
// and that these are settings.
func TestLaunchFilesAgree(t *testing.T) {
	python, markup := readLaunch(t, "thinker3d.launch.py"), readLaunch(t, "thinker3d.launch.xml")
	var listed struct {
		Launch []struct {
			Arg  struct{ Name, Default string }
			Node struct {
				Param []struct{ Name, Value string }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readLaunch(t, "thinker3d.launch.yaml")), &listed); err != nil {
		t.Fatal(err)
	}
	arguments, parameters := map[string]string{}, map[string]string{}
	for _, one := range listed.Launch {
		if one.Arg.Name != "" {
			arguments[one.Arg.Name] = one.Arg.Default
		}
		for _, parameter := range one.Node.Param {
			parameters[parameter.Name] = strings.Trim(strings.TrimPrefix(parameter.Value, "$(var "), ")")
		}
	}
	for name, got := range map[string]map[string]string{
		"py":  collect(`DeclareLaunchArgument\("(\w+)"(?:, default_value="(\w*)")?`, python),
		"xml": collect(`<arg name="(\w+)"(?: default="(\w*)")?`, markup),
	} {
		if !reflect.DeepEqual(got, arguments) {
			t.Errorf("%s takes %v, yaml %v", name, got, arguments)
		}
	}
	for name, got := range map[string]map[string]string{
		"py":  collect(`"([\w.]+)": LaunchConfiguration\("(\w+)"\)`, python),
		"xml": collect(`<param name="([\w.]+)" value="\$\(var (\w+)\)"/>`, markup),
	} {
		if !reflect.DeepEqual(got, parameters) {
			t.Errorf("%s sets %v, yaml %v", name, got, parameters)
		}
	}
	ros1 := readLaunch(t, "thinker3d.launch")
	for name, value := range collect(`<arg name="(\w+)"(?: default="([\w/]*)")? doc="\w[^"]*"/>`, ros1) {
		// A namespace cannot be empty there.
		if other, known := arguments[name]; !known || other != strings.Trim(value, "/") {
			t.Errorf("on ROS 1 the argument %s is %q by default, on ROS 2 %q, known: %t", name, value, other, known)
		}
	}
	for name := range collect(`<param name="([\w/]+)" value="\$\(arg (\w+)\)"/>`, ros1) {
		parameters[strings.ReplaceAll(name, "/", ".")] = name
	}
	if strings.Count(ros1, "<arg ") != 4 || parameters["log.level"] == "" {
		t.Errorf("the ROS 1 launch file has other arguments or parameters than the four and the one that are known:\n%s", ros1)
	}
	if len(arguments) == 0 || len(parameters) == 0 {
		t.Error("no arguments or no parameters were found")
	}
	checkSettings(t, parameters)
}

func checkSettings(t *testing.T, parameters map[string]string) {
	t.Helper()
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	settings, err := cfg.Settings()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, setting := range settings {
		known[setting.Name] = true
	}
	for parameter := range parameters {
		if !known[parameter] {
			t.Errorf("the launch files set %s, which is no setting", parameter)
		}
	}
}

func readLaunch(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "launch", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// collect maps what the first group of a pattern catches to what the second does.
func collect(pattern, text string) map[string]string {
	found := map[string]string{}
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found[match[1]] = match[2]
	}
	return found
}

// TestLaunchFilesAreWholeAndInstalled reads all files in their formats.
func TestLaunchFilesAreWholeAndInstalled(t *testing.T) {
	build := readLaunch(t, "CMakeLists.txt")
	for _, name := range []string{"thinker3d.launch ", "thinker3d.launch.py", "thinker3d.launch.xml", "thinker3d.launch.yaml", "thinker3d.rviz", "thinker3d.foxglove.json"} {
		if !strings.Contains(build, name) {
			t.Errorf("CMakeLists.txt does not install %s", name)
		}
	}
	for _, name := range []string{"package.xml", "thinker3d.launch", "thinker3d.launch.xml"} {
		if err := xml.Unmarshal([]byte(readLaunch(t, name)), new(struct{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !json.Valid([]byte(readLaunch(t, "thinker3d.foxglove.json"))) || yaml.Unmarshal([]byte(readLaunch(t, "thinker3d.rviz")), new(any)) != nil {
		t.Error("the Foxglove layout or the RViz configuration cannot be read")
	}
}
