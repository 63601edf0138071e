package node

import (
	"fmt"
	"regexp"

	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/topics"
)

// depthEncoding is that of metres in REP 118.
const depthEncoding = "32FC1"

// depthOutput is one camera's imagined depth in the geometry of its own picture, and its calibration beside it.
type depthOutput struct {
	images output[msgs.Image]
	infos  output[msgs.CameraInfo]
}

// depthPicture is a view's depth as it is published.
type depthPicture struct {
	camera  int
	header  msgs.Header
	info    *msgs.CameraInfo
	picture *cloud.DepthPicture
}

// depthTopics are the names of the cameras' depths, without what a topic's name must not have.
func depthTopics(cameras []config.Camera) ([]string, error) {
	wrong, digit, named := regexp.MustCompile(`[^A-Za-z0-9_/]+`), regexp.MustCompile(`(^|/)([0-9])`), map[string]string{}
	var all []string
	for _, cam := range cameras {
		name := digit.ReplaceAllString(wrong.ReplaceAllString(cam.Name, "_"), "${1}_$2")
		if other, taken := named[name]; taken {
			return nil, fmt.Errorf("cameras %q and %q would have the same depth topic ~/depth/%s: rename one, or set scene.depth: false", other, cam.Name, name)
		}
		named[name] = cam.Name
		all = append(all, "~/depth/"+name)
	}
	return all, nil
}

// resolveDepth adds the topics of the cameras' depths, which scenes in metres alone have.
func (n *Names) resolveDepth(resolver *topics.Resolver, cfg config.Config) error {
	if !cfg.Scene.Depth || cfg.Scene.TargetFrame == "" {
		return nil
	}
	private, err := depthTopics(cfg.Cameras)
	if err != nil {
		return err
	}
	for i, name := range private {
		topic, err := resolver.Topic(name)
		if err != nil {
			return fmt.Errorf("depth of camera %s: %w", cfg.Cameras[i].Name, err)
		}
		n.Depths = append(n.Depths, topic)
	}
	return nil
}

func (o *outputs) publishDepth(one *depthPicture) error {
	p, to := one.picture, o.depths[one.camera]
	image := msgs.Image{Header: one.header, Width: uint32(p.Width), Height: uint32(p.Height), Encoding: depthEncoding, Step: uint32(len(p.Data) / p.Height), Data: p.Data}
	if err := to.images.publish(&image); err != nil {
		return fmt.Errorf("publish depth: %w", err)
	}
	info := *one.info
	info.Header = one.header
	if err := to.infos.publish(&info); err != nil {
		return fmt.Errorf("publish the depth's camera info: %w", err)
	}
	return nil
}
