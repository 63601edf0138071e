package node

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// sampledPixels are those of a scene that its ground is looked for among.
const sampledPixels = 20_000

// placer puts imagined scenes where they belong and makes their clouds. It keeps its buffers; one goroutine uses it at a time.
type placer struct {
	settings config.Scene
	// names are those of the cameras.
	names []string
	// rig is nil if scenes stay in a frame of their own.
	rig     *rig
	builder cloud.Builder
	views   []cloud.View
	sample  []r3.Vec
	boxes   []cloud.Box
	made    placedScene
	// depths are kept by camera, for each knows where its pixels are.
	depths []cloud.DepthPicture
}

func newPlacer(cameras []config.Camera, settings config.Scene, rig *rig) *placer {
	p := &placer{settings: settings, rig: rig, builder: cloud.Builder{Filters: filtersOf(settings)}}
	p.depths = make([]cloud.DepthPicture, len(cameras))
	for _, cam := range cameras {
		p.names = append(p.names, cam.Name)
	}
	return p
}

func filtersOf(s config.Scene) cloud.Filters {
	return cloud.Filters{
		Quantile: s.ConfidenceQuantile, EdgeDegrees: s.EdgeAngle, MinimumRange: s.MinimumRange, MaximumRange: s.MaximumRange,
		MinimumHeight: s.MinimumHeight, MaximumHeight: s.MaximumHeight, Voxel: s.Voxel,
		Deviations: s.OutlierDeviations, Neighbours: s.OutlierNeighbours, MaximumPoints: s.MaximumPoints, Organised: s.Organised,
	}
}

// place makes a scene ready to be published: in the robot's frame if the rig can put it there; in a frame of its own, which is at the first
// view's camera, if there is no rig or nothing gives a scale; and not at all if the rig's own data are wrong.
func (p *placer) place(stampNanos int64, views []camera.Frame[*frame], imagined scene.Scene) (placement, error) {
	p.see(&imagined)
	own := placedScene{header: msgs.Header{Stamp: msgs.TimeFromNanos(stampNanos), FrameID: p.settings.Frame}, origin: views[0].Payload.header.FrameID}
	identity := alignment.Similarity{Rotation: quat.Number{Real: 1}, Scale: 1}
	if p.rig == nil {
		return p.make(own, views, &imagined, fit{baseFromScene: identity})
	}
	fitted, err := p.align(stampNanos, views, &imagined)
	if withoutScale(err) {
		became, failure := p.make(own, views, &imagined, fit{baseFromScene: identity})
		became.problem = strings.ReplaceAll(err.Error(), "\n", "; ")
		return became, failure
	}
	if err == nil {
		p.boxes, err = p.rig.body(p.settings.SelfBoxes, stampNanos, p.boxes[:0])
	}
	if err != nil {
		return placement{problem: fmt.Sprintf("withheld, it cannot be put into %s: %v", p.rig.frame, err)}, nil
	}
	inRobot := placedScene{header: msgs.Header{Stamp: own.header.Stamp, FrameID: p.rig.frame}, metric: true}
	return p.make(inRobot, views, &imagined, fitted)
}

func (p *placer) align(stampNanos int64, views []camera.Frame[*frame], imagined *scene.Scene) (fit, error) {
	var err error
	if p.sample, err = p.builder.Sample(p.views, sampledPixels, p.sample[:0]); err != nil {
		return fit{}, err
	}
	return p.rig.place(stampNanos, views, imagined, p.sample)
}

// see gives the cloud's builder the depth pictures, in the scene's own frame.
func (p *placer) see(imagined *scene.Scene) {
	p.views = p.views[:0]
	for i := range imagined.Cameras {
		c, m := &imagined.Cameras[i], &imagined.Cameras[i].CameraFromWorld
		view := cloud.View{Width: imagined.Views.Width, Height: imagined.Views.Height, Picture: imagined.Views.Pictures[i], Absent: c.Width == 0,
			FocalX: c.FocalX, FocalY: c.FocalY, CentreX: c.CentreX, CentreY: c.CentreY}
		view.Depth, view.Confidence = imagined.Depth(i)
		for axis := range view.Axes { // the rows of camera-from-world are the camera's axes in the world
			view.Axes[axis] = r3.Vec{X: m[axis][0], Y: m[axis][1], Z: m[axis][2]}
			view.Origin = r3.Sub(view.Origin, r3.Scale(m[axis][3], view.Axes[axis]))
		}
		p.views = append(p.views, view)
	}
}

// make fills in the cameras and the points.
func (p *placer) make(made placedScene, views []camera.Frame[*frame], imagined *scene.Scene, fitted fit) (placement, error) {
	made.cameras = p.made.cameras[:0]
	names := make([]string, len(views))
	for i := range p.views {
		view, c := &p.views[i], &imagined.Cameras[i]
		names[i] = p.names[views[i].Camera]
		pose := fitted.baseFromScene.Pose(sceneFromCamera(c))
		if made.metric && p.rig.known {
			pose = fitted.cameras[i].baseFromCamera
			knownView(view, views[i].Payload, fitted, i)
		} else {
			turnView(view, fitted.baseFromScene)
		}
		if !view.Absent {
			made.cameras = append(made.cameras, placedCamera{view: i, newest: isNewest(views, i), name: names[i], pose: pose,
				across: float64(view.Width) / 2 / view.FocalX, upright: float64(view.Height) / 2 / view.FocalY})
		}
	}
	if p.settings.Organised {
		made.width = imagined.Views.Width
	}
	points, counts, err := p.builder.Build(p.views, cloud.Frame{Metric: made.metric, Boxes: p.boxes})
	if err != nil {
		return placement{}, err
	}
	made.points = points
	if made.depths = p.made.depths[:0]; made.metric && p.settings.Depth {
		for i := range p.views {
			if isNewest(views, i) {
				made.depths = p.depth(made.depths, i, views[i])
			}
		}
	}
	p.made = made
	return placement{published: true, metric: made.metric, counts: counts, fit: fitted.tell(names)}, nil
}

// turnView takes a view of the scene's own frame into another.
func turnView(view *cloud.View, frameFromScene alignment.Similarity) {
	axes := frameFromScene.Axes()
	turned := func(v r3.Vec) r3.Vec {
		return r3.Add(r3.Add(r3.Scale(v.X, axes[0]), r3.Scale(v.Y, axes[1])), r3.Scale(v.Z, axes[2]))
	}
	for axis := range view.Axes {
		view.Axes[axis] = turned(view.Axes[axis])
	}
	view.Origin = r3.Add(turned(view.Origin), frameFromScene.Translation)
}

// knownView sees a view's depths, in metres, by its real camera: its calibration and its place. A view whose camera is not known so is left out.
func knownView(view *cloud.View, from *frame, fitted fit, number int) {
	at := fitted.cameras[number]
	if !at.known || from.view == nil {
		view.Absent = true
		return
	}
	straight, ok := from.view.Straight()
	if !ok {
		view.Absent = true
		return
	}
	view.FocalX, view.FocalY, view.CentreX, view.CentreY = straight.FocalX, straight.FocalY, straight.CentreX, straight.CentreY
	for axis := range view.Axes {
		view.Axes[axis] = r3.Scale(fitted.baseFromScene.Scale, r3.Rotation(at.baseFromCamera.Rotation).Rotate(straight.Axes[axis]))
	}
	view.Origin = at.baseFromCamera.Translation
}

// depth adds a view's depth in its camera's own picture, if both cameras are known.
func (p *placer) depth(depths []depthPicture, number int, from camera.Frame[*frame]) []depthPicture {
	view, frame := &p.views[number], from.Payload
	if view.Absent || frame.view == nil || frame.info == nil {
		return depths
	}
	picture := &p.depths[from.Camera]
	picture.Fill(view, p.builder.Verdicts(number), frame.view)
	return append(depths, depthPicture{camera: from.Camera, header: frame.header, info: frame.info, picture: picture})
}

// isNewest tells whether no view before it, and so no newer one, is of the same camera.
func isNewest(views []camera.Frame[*frame], number int) bool {
	return slices.IndexFunc(views, ofCamera(views[number].Camera)) == number
}
