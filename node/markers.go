package node

import (
	"fmt"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/visualization"
)

// How large markers are, in metres, or in an unknown unit in which rooms are a few units wide.
const (
	metricFrustum, ownFrustum = 0.25, 0.1
	linesOfFrustum            = 0.03
	letterOfFrustum           = 0.5
)

// markersOf are the imagined cameras with their names, and the answer's text above them. Those of the scene before are taken away first.
func markersOf(made *placedScene, answer *msgs.SpatialAnswer) visualization.MarkerArray {
	size, up := ownFrustum, r3.Vec{Y: -1} // the scene's own frame is a camera's
	if made.metric {
		size, up = metricFrustum, r3.Vec{Z: 1}
	}
	array := visualization.MarkerArray{Markers: []visualization.Marker{{Header: made.header, Action: visualization.DeleteAll}}}
	var middle r3.Vec
	for _, camera := range made.cameras {
		at := camera.pose.Translation
		middle = r3.Add(middle, r3.Scale(1/float64(len(made.cameras)), at))
		lines := marker(made.header, "cameras", camera.view, visualization.LineList)
		lines.Scale.X, lines.Points = linesOfFrustum*size, frustum(camera, size)
		array.Markers = append(array.Markers, lines, text(made.header, "names", camera.view, camera.name, r3.Add(at, r3.Scale(size, up)), letterOfFrustum*size))
	}
	says := fmt.Sprintf("%s\n%s", answer.Question, answer.Answer)
	switch {
	case answer.Answer == "" && answer.Reason == "":
		says = answer.Question
	case answer.Answer == "":
		says = fmt.Sprintf("%s\n(%s)", answer.Question, answer.Reason)
	}
	array.Markers = append(array.Markers, text(made.header, "answer", 0, says, r3.Add(middle, r3.Scale(4*size, up)), letterOfFrustum*size))
	return array
}

func marker(header msgs.Header, namespace string, id int, kind int32) visualization.Marker {
	return visualization.Marker{Header: header, NS: namespace, ID: int32(id), Type: kind, Action: visualization.Add,
		Pose: poseOf(rigid.Identity()), Color: msgs.ColorRGBA{R: 1, G: 0.8, B: 0.2, A: 1}}
}

func text(header msgs.Header, namespace string, id int, says string, at r3.Vec, letter float64) visualization.Marker {
	made := marker(header, namespace, id, visualization.TextViewFacing)
	made.Text, made.Scale.Z, made.Pose.Position = says, letter, msgs.Point(at)
	return made
}

// frustum are the eight edges of what a camera sees, up to a depth: pairs of points.
func frustum(camera placedCamera, depth float64) []msgs.Point {
	turn := r3.Rotation(camera.pose.Rotation)
	corner := func(x, y float64) msgs.Point {
		ray := r3.Vec{X: x * camera.across, Y: y * camera.upright, Z: 1}
		return msgs.Point(r3.Add(camera.pose.Translation, turn.Rotate(r3.Scale(depth, ray))))
	}
	eye := msgs.Point(camera.pose.Translation)
	corners := [4]msgs.Point{corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)}
	var lines []msgs.Point
	for i, here := range corners {
		lines = append(lines, eye, here, here, corners[(i+1)%len(corners)])
	}
	return lines
}
