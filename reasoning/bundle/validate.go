package bundle

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
)

// limit is the range of one number.
type limit struct {
	key           string
	value         float64
	least, most   float64
	leastExcluded bool
}

// rule is one thing that must hold between values.
type rule struct {
	holds bool
	say   string
}

const (
	maximumFiles      = 4096
	maximumTextLength = 1 << 16
	maximumPixels     = 1 << 26
)

func (d *Description) validate() error {
	var found []error
	for _, l := range d.limits() {
		inside := l.value >= l.least && l.value <= l.most && !(l.leastExcluded && l.value == l.least)
		if !inside {
			found = append(found, fmt.Errorf("%s is %v; it must lie within %v and %v", l.key, l.value, l.least, l.most))
		}
	}
	for key, text := range d.texts() {
		if text == "" || len(text) > maximumTextLength {
			found = append(found, fmt.Errorf("%s has %d bytes; it must have 1 to %d", key, len(text), maximumTextLength))
		}
	}
	for _, r := range d.rules() {
		if !r.holds {
			found = append(found, errors.New(r.say))
		}
	}
	return errors.Join(append(found, d.checkFiles())...)
}

func (d *Description) limits() []limit {
	list := []limit{
		{key: "files", value: float64(len(d.Files)), least: 1, most: maximumFiles},
		{key: "tokens.stop", value: float64(len(d.Tokens.Stop)), least: 1, most: 64},
		{key: "views.patch", value: float64(d.Views.Patch), least: 1, most: 128},
		{key: "views.merge", value: float64(d.Views.Merge), least: 1, most: 16},
		{key: "views.temporal", value: float64(d.Views.Temporal), least: 1, most: 16},
		{key: "views.min_pixels", value: float64(d.Views.MinPixels), least: 1, most: maximumPixels},
		{key: "views.max_pixels", value: float64(d.Views.MaxPixels), least: 1, most: maximumPixels},
		{key: "views.maximum", value: float64(d.Views.Maximum), least: 1, most: 256},
		{key: "latents.maximum", value: float64(d.Latents.Maximum), least: 0, most: 1024},
		{key: "latents.count", value: float64(d.Latents.Count), least: 1, most: 1024},
		{key: "latents.offset", value: float64(d.Latents.Offset), least: 0, most: 1},
		{key: "decoder.layers", value: float64(d.Decoder.Layers), least: 1, most: 512},
		{key: "decoder.hidden", value: float64(d.Decoder.Hidden), least: 1, most: 1 << 16},
		{key: "decoder.key_value_heads", value: float64(d.Decoder.KeyValueHeads), least: 1, most: 1024},
		{key: "decoder.head", value: float64(d.Decoder.Head), least: 1, most: 4096},
		{key: "decoder.vocabulary", value: float64(d.Decoder.Vocabulary), least: 2, most: 1 << 24},
		{key: "decoder.maximum_tokens", value: float64(d.Decoder.MaximumTokens), least: 2, most: 1 << 20},
		{key: "sampling.temperature", value: d.Sampling.Temperature, least: 0, most: 100},
		{key: "sampling.top_p", value: d.Sampling.TopP, least: 0, most: 1, leastExcluded: true},
		{key: "sampling.repetition_penalty", value: d.Sampling.RepetitionPenalty, least: 0, most: 100, leastExcluded: true},
		{key: "sampling.maximum_new_tokens", value: float64(d.Sampling.MaximumNewTokens), least: 1, most: 1 << 20},
	}
	for i := range 3 {
		list = append(list, limit{key: fmt.Sprintf("views.mean[%d]", i), value: d.Views.Mean[i], least: -10, most: 10},
			limit{key: fmt.Sprintf("views.std[%d]", i), value: d.Views.Std[i], least: 0, most: 10, leastExcluded: true})
	}
	return append(list, d.optionalLimits()...)
}

func (d *Description) optionalLimits() []limit {
	var list []limit
	if r := d.Views.Resize; r != nil {
		list = append(list, limit{key: "views.resize.width", value: float64(r.Width), least: 1, most: 1 << 14},
			limit{key: "views.resize.height", value: float64(r.Height), least: 1, most: 1 << 14})
	}
	if p := d.Projector; p != nil {
		list = append(list, limit{key: "projector.latents", value: float64(p.Latents), least: 1, most: 1024},
			limit{key: "projector.image_tokens", value: float64(p.ImageTokens), least: 1, most: 1 << 16},
			limit{key: "projector.features", value: float64(p.Features), least: 1, most: 1 << 16},
			limit{key: "projector.channels", value: float64(p.Channels), least: 1, most: 1 << 16})
	}
	if s := d.Scene; s != nil {
		list = append(list, limit{key: "scene.width", value: float64(s.Width), least: 1, most: 1 << 12},
			limit{key: "scene.maximum_height", value: float64(s.MaximumHeight), least: 1, most: 1 << 12},
			limit{key: "scene.patch", value: float64(s.Patch), least: 1, most: 128})
	}
	if c := d.Confidence; c != nil {
		list = append(list, limit{key: "confidence.temperature", value: c.Temperature, least: 0, most: 1000, leastExcluded: true})
	}
	return list
}

func (d *Description) texts() map[string]string {
	return map[string]string{
		"name": d.Name, "version": d.Version, "graphs.vision": d.Graphs.Vision, "graphs.embedding": d.Graphs.Embedding,
		"graphs.decoder": d.Graphs.Decoder, "tokens.latent_pad": d.Tokens.LatentPad, "tokens.latent_start": d.Tokens.LatentStart,
		"tokens.latent_end": d.Tokens.LatentEnd, "tokens.image_pad": d.Tokens.ImagePad, "prompt.template": d.Prompt.Template,
		"prompt.view": d.Prompt.View,
	}
}

func (d *Description) rules() []rule {
	return []rule{
		{d.NumberType != "", "number_type is empty; name one"},
		{d.Latents.Feed != "", "latents.feed is empty; name one"},
		{d.Views.Resampling != "", "views.resampling is empty; name one"},
		{d.Views.Resize == nil || d.Views.Resize.Resampling != "", "views.resize.resampling is empty; name one"},
		{d.Scene == nil || d.Scene.Resampling != "", "scene.resampling is empty; name one"},
		{d.Views.MinPixels <= d.Views.MaxPixels, "views.min_pixels is over views.max_pixels"},
		{d.Sampling.MaximumNewTokens < d.Decoder.MaximumTokens, "sampling.maximum_new_tokens leaves no room for a prompt within decoder.maximum_tokens"},
		{strings.Count(d.Prompt.Template, "{question}") == 1, "prompt.template must hold {question} once"},
		{strings.Count(d.Prompt.Template, "{views}") == 1, "prompt.template must hold {views} once"},
		{strings.Count(d.Prompt.View, "{image}") == 1, "prompt.view must hold {image} once"},
		{(d.Graphs.Sampler == "") == (d.Graphs.Feed == ""), "graphs.sampler and graphs.feed must both be given or both be absent"},
		{(d.Projector == nil) == (d.Graphs.Projector == ""), "projector and graphs.projector must both be given or both be absent"},
		{(d.Scene == nil) == (d.Graphs.Scene == ""), "scene and graphs.scene must both be given or both be absent"},
		{(d.Graphs.Geometry == "") == (d.Graphs.Scene == ""), "graphs.geometry and graphs.scene must both be given or both be absent; a bundle without graphs.geometry must be converted again"},
		{d.Precision == nil || (d.Precision.Projector == "") == (d.Graphs.Projector == ""), "precision.projector and graphs.projector must both be given or both be absent"},
		{d.Precision == nil || (d.Precision.Scene == "") == (d.Graphs.Scene == ""), "precision.scene and graphs.scene must both be given or both be absent"},
		{d.Precision == nil || (d.Precision.Geometry == "") == (d.Graphs.Geometry == ""), "precision.geometry and graphs.geometry must both be given or both be absent"},
		{d.Scene == nil || d.Projector != nil, "a scene needs a projector"},
		{d.Projector == nil || d.Projector.Latents == d.Latents.Count, "projector.latents and latents.count differ"},
		{d.Scene == nil || (d.Scene.Width%d.Scene.patch() == 0 && d.Scene.MaximumHeight%d.Scene.patch() == 0), "scene.width and scene.maximum_height must be whole patches"},
		{d.Projector == nil || d.Latents.Count <= d.Latents.Maximum+1-d.Latents.Offset, "latents.maximum can never give latents.count states"},
	}
}

func (s *Scene) patch() int { return max(s.Patch, 1) }

func (d *Description) checkFiles() error {
	listed := make(map[string]bool, len(d.Files))
	for i, file := range d.Files {
		switch {
		case !filepath.IsLocal(file.Path) || filepath.ToSlash(filepath.Clean(file.Path)) != file.Path || strings.ContainsAny(file.Path, "\\\x00"):
			return fmt.Errorf("files[%d].path %q is not a plain path inside the folder", i, file.Path)
		case file.Path == descriptionName:
			return fmt.Errorf("files[%d].path is %s, which cannot list itself", i, descriptionName)
		case listed[file.Path]:
			return fmt.Errorf("files lists %q twice", file.Path)
		case file.Bytes < 0 || file.Bytes > math.MaxInt64/2:
			return fmt.Errorf("files[%d].bytes of %q is %d", i, file.Path, file.Bytes)
		case len(file.SHA256) != 64 || strings.Trim(file.SHA256, "0123456789abcdef") != "":
			return fmt.Errorf("files[%d].sha256 of %q is not 64 lower-case hexadecimal digits", i, file.Path)
		}
		listed[file.Path] = true
	}
	for _, name := range d.used() {
		if name != "" && !listed[name] {
			return fmt.Errorf("%q is used by the bundle and not listed in files", name)
		}
	}
	return nil
}

// used lists the files that the engine opens by name.
func (d *Description) used() []string {
	return []string{tokenizerName, d.Graphs.Vision, d.Graphs.Embedding, d.Graphs.Decoder, d.Graphs.Sampler, d.Graphs.Feed, d.Graphs.Projector, d.Graphs.Geometry, d.Graphs.Scene}
}
