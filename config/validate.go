package config

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

const (
	maximumCameras  = 32
	maximumDepth    = 1000
	topicPattern    = `^/[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*$`
	namePattern     = `^(~?/)?[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*$`
	nodeNamePattern = `^[A-Za-z_][A-Za-z0-9_]*$`
)

type rule struct {
	key  string
	fine bool
	want string
	got  any
}

// Validate lists everything that is wrong, each with its key, its value and what is allowed.
func (c Config) Validate() error {
	settings, err := c.Settings()
	if err != nil {
		return err
	}
	rules := slices.Concat(c.identityRules(), c.timingRules(), c.modelRules(), c.Scene.filterRules(), c.cameraRules(), c.viewRules(), c.rigRules(), c.overrideRules(), c.Questions.standingRules())
	for _, setting := range settings {
		rules = append(rules, setting.checkBounds(c))
	}
	var problems []error
	for _, r := range rules {
		if !r.fine {
			problems = append(problems, fmt.Errorf("%s: %v: must be %s", r.key, r.got, r.want))
		}
	}
	return errors.Join(problems...)
}

func (c Config) identityRules() []rule {
	return []rule{
		{"node.name", matches(nodeNamePattern, c.Node.Name), "letters, digits and _, not beginning with a digit", c.Node.Name},
		{"node.namespace", c.Node.Namespace == "/" || matches(topicPattern, c.Node.Namespace), "/ or an absolute ROS name", c.Node.Namespace},
		{"node.autostart", c.Node.Autostart || c.Topics.ROS != ROS1, "true on ROS 1, where there is no life cycle", c.Node.Autostart},
		{"log.level", slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level), "debug, info, warn or error", c.Log.Level},
	}
}

func (c Config) timingRules() []rule {
	return []rule{
		{"node.warning_period", c.Node.WarningPeriod > 0, "above 0s", c.Node.WarningPeriod},
		{"reasoning.longest_stall", c.Reasoning.LongestStall > 0, "above 0s", c.Reasoning.LongestStall},
		{"synchronizer.tolerance", c.Synchronizer.Tolerance >= 0, "0s or more", c.Synchronizer.Tolerance},
		{"synchronizer.deadline", c.Synchronizer.Deadline > 0, "above 0s", c.Synchronizer.Deadline},
		{"questions.ask", !slices.ContainsFunc(c.Questions.Ask, isBlank), "questions that are not empty", fmt.Sprintf("%q", c.Questions.Ask)},
		{"questions.every", c.Questions.Every >= 0, "0s or more", c.Questions.Every},
		{"diagnostics.period", c.Diagnostics.Period > 0, "above 0s", c.Diagnostics.Period},
		{"diagnostics.stale_after", c.Diagnostics.StaleAfter > 0, "above 0s", c.Diagnostics.StaleAfter},
		{"questions.patience", c.Questions.Patience >= 0, "0s or more", c.Questions.Patience},
		{"questions.result_timeout", c.Questions.ResultTimeout >= 0, "0s or more", c.Questions.ResultTimeout},
		{"questions.maximum_age", c.Questions.MaximumAge >= 0, "0s or more", c.Questions.MaximumAge},
	}
}

func (c Config) modelRules() []rule {
	r, s := c.Reasoning, c.Scene
	_, devices := r.Devices()
	cores, uncounted := r.CoreList()
	return []rule{
		{"reasoning.fallback", devices == nil, "devices that differ from each other and from reasoning.device, of cpu, cuda, tensorrt and webgpu", r.Fallback},
		{"reasoning.cores", uncounted == nil, "numbers and ranges of cores such as 2-5,8, each core once", fmt.Sprintf("%q", r.Cores)},
		{"reasoning.threads", len(cores) == 0 || r.Threads <= len(cores), "no more than reasoning.cores names", r.Threads},
		{"reasoning.bundle", r.Bundle != "", "the folder of a model bundle (or use --bundle)", `""`},
		{"reasoning.top_p", r.TopP == nil || *r.TopP > 0 && *r.TopP <= 1, "above 0 and up to 1, or null", value(r.TopP)},
		{"scene.frame", s.Frame != "" && s.Frame[0] != '/', "a frame name without leading /", s.Frame},
		{"scene.target_frame", s.TargetFrame == "" || s.TargetFrame[0] != '/' && s.TargetFrame != s.Frame, "a frame name without leading / unlike scene.frame, or empty", s.TargetFrame},
		{"scene.ground_height", s.GroundHeight == nil || s.TargetFrame != "" && !math.IsNaN(*s.GroundHeight) && !math.IsInf(*s.GroundHeight, 0), "a number, where scene.target_frame is given, or null", value(s.GroundHeight)},
		{"scene.confidence_quantile", s.ConfidenceQuantile >= 0 && s.ConfidenceQuantile < 1, "0 or more and below 1", s.ConfidenceQuantile},
	}
}

func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

func matches(pattern, text string) bool { return regexp.MustCompile(pattern).MatchString(text) }

func value[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}
