package cdr

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/action"
	"github.com/thinker3d/thinker3d/msgs/description"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/msgs/lifecycle"
	"github.com/thinker3d/thinker3d/msgs/parameter"
	"github.com/thinker3d/thinker3d/msgs/visualization"
)

// golden is one message as another implementation serialises it; testdata/golden.py writes the file.
type golden struct {
	Type        string
	Value       map[string]any
	Little, Big string
}

func readGolden(t testing.TB) []golden {
	t.Helper()
	data, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []golden
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// coder is a codec without its type.
type coder interface {
	name() string
	check(t *testing.T, row golden)
	// again decodes, encodes and decodes once more; false if data are refused.
	again(t *testing.T, data []byte) bool
	refuse(data []byte) error
}

type codecOf[T msgs.Message] struct{ codec *Codec[T] }

func of[T msgs.Message]() coder { return codecOf[T]{For[T]()} }

func (c codecOf[T]) name() string { return c.codec.name }

func (c codecOf[T]) refuse(data []byte) error {
	var message T
	return c.codec.Unmarshal(data, &message)
}

func (c codecOf[T]) check(t *testing.T, row golden) {
	t.Helper()
	var want T
	fill(t, reflect.ValueOf(&want).Elem(), row.Value)
	little, big := unhex(t, row.Little), unhex(t, row.Big)
	for order, data := range map[string][]byte{"little": little, "big": big} {
		var got T
		if err := c.codec.Unmarshal(data, &got); err != nil {
			t.Errorf("%s endian: %v", order, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s endian: got %+v, want %+v", order, got, want)
		}
		// Into a message with other content, whose slices are used again.
		if err := c.codec.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s endian, second time: got %+v, %v", order, got, err)
		}
	}
	prefix := []byte("seven b")
	if got := c.codec.Marshal(bytes.Clone(prefix), &want); !bytes.Equal(got, append(prefix, little...)) {
		t.Errorf("marshalled\n%x, want\n%x", got[len(prefix):], little)
	}
}

func (c codecOf[T]) again(t *testing.T, data []byte) bool {
	var first, second T
	if c.codec.Unmarshal(data, &first) != nil {
		return false
	}
	encoded := c.codec.Marshal(nil, &first)
	if err := c.codec.Unmarshal(encoded, &second); err != nil {
		t.Fatalf("%s: own encoding %x refused: %v", c.codec.name, encoded, err)
	}
	// NaN differs from itself, so compare what the values encode to.
	if again := c.codec.Marshal(nil, &second); !bytes.Equal(again, encoded) {
		t.Fatalf("%s: encoded %x, then %x", c.codec.name, encoded, again)
	}
	return true
}

// coders is one for each message of package msgs; TestEveryMessageHasACoder proves it complete.
func coders() []coder {
	return []coder{
		of[msgs.Time](), of[msgs.Header](), of[msgs.String](), of[msgs.Clock](),
		of[msgs.Point](), of[msgs.Quaternion](), of[msgs.Vector3](), of[msgs.Pose](), of[msgs.PoseArray](),
		of[msgs.Transform](), of[msgs.TransformStamped](), of[msgs.TFMessage](),
		of[msgs.Twist](), of[msgs.PoseWithCovariance](), of[msgs.TwistWithCovariance](), of[msgs.Odometry](), of[msgs.LaserScan](),
		of[msgs.Image](), of[msgs.CompressedImage](), of[msgs.CameraInfo](), of[msgs.RegionOfInterest](),
		of[msgs.PointCloud2](), of[msgs.PointField](), of[msgs.ColorRGBA](),
		of[visualization.Marker](), of[visualization.MarkerArray](), of[visualization.UVCoordinate](), of[visualization.MeshFile](),
		of[msgs.SpatialAnswer](), of[msgs.Timings](), of[msgs.ViewUsed](), of[msgs.Duration](), of[msgs.Log](),
		of[msgs.AskRequest](), of[msgs.AskResponse](), of[msgs.ReasonGoal](), of[msgs.ReasonResult](), of[msgs.ReasonFeedback](),
		of[action.SendGoalRequest[msgs.ReasonGoal]](), of[action.SendGoalResponse[msgs.ReasonGoal]](),
		of[action.GetResultRequest[msgs.ReasonResult]](), of[action.GetResultResponse[msgs.ReasonResult]](),
		of[action.FeedbackMessage[msgs.ReasonFeedback]](),
		of[description.FieldType](), of[description.Field](), of[description.Individual](), of[description.Description](),
		of[description.Source](), of[description.KeyValue](), of[description.Request](), of[description.Response](),
		of[action.UUID](), of[action.GoalInfo](), of[action.GoalStatus](), of[action.GoalStatusArray](),
		of[action.CancelGoalRequest](), of[action.CancelGoalResponse](),
		of[diagnostic.Array](), of[diagnostic.Status](), of[diagnostic.KeyValue](),
		of[lifecycle.State](), of[lifecycle.Transition](), of[lifecycle.TransitionDescription](), of[lifecycle.TransitionEvent](),
		of[lifecycle.ChangeStateRequest](), of[lifecycle.ChangeStateResponse](), of[lifecycle.GetStateRequest](), of[lifecycle.GetStateResponse](),
		of[lifecycle.GetAvailableStatesRequest](), of[lifecycle.GetAvailableStatesResponse](),
		of[lifecycle.GetAvailableTransitionsRequest](), of[lifecycle.GetAvailableTransitionsResponse](),
		of[parameter.Value](), of[parameter.Parameter](), of[parameter.Descriptor](), of[parameter.FloatingPointRange](), of[parameter.IntegerRange](),
		of[parameter.Event](), of[parameter.SetResult](), of[parameter.ListResult](),
		of[parameter.DescribeRequest](), of[parameter.DescribeResponse](), of[parameter.GetRequest](), of[parameter.GetResponse](),
		of[parameter.GetTypesRequest](), of[parameter.GetTypesResponse](), of[parameter.ListRequest](), of[parameter.ListResponse](),
		of[parameter.SetRequest](), of[parameter.SetResponse](), of[parameter.SetAtomicallyRequest](), of[parameter.SetAtomicallyResponse](),
	}
}

func TestGolden(t *testing.T) {
	rows := readGolden(t)
	for _, coder := range coders() {
		t.Run(coder.name(), func(t *testing.T) {
			checked := 0
			for _, row := range rows {
				if row.Type == coder.name() {
					coder.check(t, row)
					checked++
				}
			}
			if checked == 0 {
				t.Error("testdata/golden.json does not have it")
			}
		})
	}
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// fill sets a message from the JSON of its value, by the names of the .msg fields.
func fill(t *testing.T, value reflect.Value, from any) {
	t.Helper()
	switch value.Kind() {
	case reflect.Struct:
		fields := from.(map[string]any)
		if len(fields) != value.NumField() {
			t.Fatalf("%s has %d fields, want %d", value.Type(), value.NumField(), len(fields))
		}
		for i := range value.NumField() {
			name := msgs.FieldName(value.Type().Field(i))
			inner, ok := fields[name]
			if !ok {
				t.Fatalf("%s has a field %s too many", value.Type(), name)
			}
			fill(t, value.Field(i), inner)
		}
	case reflect.Slice, reflect.Array:
		items := from.([]any)
		if value.Kind() == reflect.Slice && (len(items) > 0 || value.Type().Elem().Kind() == reflect.Uint8) {
			value.Set(reflect.MakeSlice(value.Type(), len(items), len(items)))
		}
		for i, item := range items {
			fill(t, value.Index(i), item)
		}
	default:
		fillScalar(t, value, from)
	}
}

func fillScalar(t *testing.T, value reflect.Value, from any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, value.Addr().Interface())
	}
	if err != nil {
		t.Fatalf("set %s: %v", value.Type(), err)
	}
}
