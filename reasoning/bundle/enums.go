package bundle

import "github.com/thinker3d/thinker3d/config"

// NumberType is the element type of the graphs' real-valued tensors.
type NumberType string

// WeightType is how a graph holds its weights: in a number type, or as integers of 4 bits in blocks.
type WeightType string

// Feed says what is fed while the model thinks in latents.
type Feed string

// Resampling is the filter of a resize.
type Resampling string

// The values of the enums.
const (
	Float32        NumberType = "float32"
	Float16        NumberType = "float16"
	BFloat16       NumberType = "bfloat16"
	Int8           WeightType = "int8"
	Int4           WeightType = "int4"
	Int4Asymmetric WeightType = "int4-asymmetric"
	FeedHidden     Feed       = "hidden"
	FeedPad        Feed       = "pad"
	Bilinear       Resampling = "bilinear"
	Bicubic        Resampling = "bicubic"
	Lanczos        Resampling = "lanczos"
	latestVersion             = "thinker3d.bundle/4"
)

// UnmarshalText checks the name.
func (n *NumberType) UnmarshalText(text []byte) error {
	return config.OneOf(n, text, Float32, Float16, BFloat16)
}

// InBlocks says that the weights are small integers, which are only read fast once they are packed.
func (w WeightType) InBlocks() bool { return w == Int8 || w == Int4 || w == Int4Asymmetric }

// UnmarshalText checks the name.
func (w *WeightType) UnmarshalText(text []byte) error {
	return config.OneOf(w, text, WeightType(Float32), WeightType(BFloat16), WeightType(Float16), Int8, Int4, Int4Asymmetric)
}

// UnmarshalText checks the name.
func (f *Feed) UnmarshalText(text []byte) error { return config.OneOf(f, text, FeedHidden, FeedPad) }

// UnmarshalText checks the name.
func (r *Resampling) UnmarshalText(text []byte) error {
	return config.OneOf(r, text, Bilinear, Bicubic, Lanczos)
}
