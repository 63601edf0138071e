package bundle

// Description is bundle.json; docs/bundle.md says what each key means.
type Description struct {
	Schema     string      `json:"schema"`
	Name       string      `json:"name"`
	Version    string      `json:"version"`
	Summary    string      `json:"description"`
	Trained    bool        `json:"trained"`
	Provenance Provenance  `json:"provenance"`
	Licences   []Licence   `json:"licences"`
	Files      []File      `json:"files"`
	NumberType NumberType  `json:"number_type"`
	Precision  *Precision  `json:"precision,omitempty"`
	Graphs     Graphs      `json:"graphs"`
	Tokens     Tokens      `json:"tokens"`
	Prompt     Prompt      `json:"prompt"`
	Views      Views       `json:"views"`
	Latents    Latents     `json:"latents"`
	Decoder    Decoder     `json:"decoder"`
	Projector  *Projector  `json:"projector"`
	Scene      *Scene      `json:"scene"`
	Sampling   Sampling    `json:"sampling"`
	Confidence *Confidence `json:"confidence,omitempty"`
}

// ConfidenceTemperature is what the letters' logits are divided by; 1 where the bundle does not say it.
func (d *Description) ConfidenceTemperature() float64 {
	if d.Confidence == nil {
		return 1
	}
	return d.Confidence.Temperature
}

// Weights is the precision of each graph; where the bundle does not say it, all have its number type.
func (d *Description) Weights() Precision {
	if d.Precision != nil {
		return *d.Precision
	}
	all := WeightType(d.NumberType)
	found := Precision{Vision: all, Embedding: all, Decoder: all}
	if d.Projector != nil {
		found.Projector = all
	}
	if d.Scene != nil {
		found.Geometry, found.Scene = all, all
	}
	return found
}

// Provenance says where the weights come from.
type Provenance struct {
	Base      string            `json:"base"`
	Source    string            `json:"source"`
	Generator string            `json:"generator"`
	Seed      int64             `json:"seed"`
	Libraries map[string]string `json:"libraries"`
}

// Licence is the licence of one part of the bundle.
type Licence struct {
	Part string `json:"part"`
	SPDX string `json:"spdx"`
	Note string `json:"note"`
}

// File is one file of the folder, its path relative to it with forward slashes.
type File struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Graphs names the file of each graph; sampler and feed, projector, geometry and scene are empty in a bundle that has none.
type Graphs struct {
	Vision    string `json:"vision"`
	Embedding string `json:"embedding"`
	Decoder   string `json:"decoder"`
	Sampler   string `json:"sampler,omitempty"`
	Feed      string `json:"feed,omitempty"`
	Projector string `json:"projector,omitempty"`
	Geometry  string `json:"geometry,omitempty"`
	Scene     string `json:"scene,omitempty"`
}

// Precision says how each graph holds its weights; projector, geometry and scene are empty in a bundle that has none.
type Precision struct {
	Vision    WeightType `json:"vision"`
	Embedding WeightType `json:"embedding"`
	Decoder   WeightType `json:"decoder"`
	Projector WeightType `json:"projector,omitempty"`
	Geometry  WeightType `json:"geometry,omitempty"`
	Scene     WeightType `json:"scene,omitempty"`
}

// Tokens names the special tokens; their numbers are in tokenizer.json.
type Tokens struct {
	LatentPad   string   `json:"latent_pad"`
	LatentStart string   `json:"latent_start"`
	LatentEnd   string   `json:"latent_end"`
	ImagePad    string   `json:"image_pad"`
	Stop        []string `json:"stop"`
}

// Prompt is the text around the views and the question.
type Prompt struct {
	Template    string `json:"template"`
	View        string `json:"view"`
	System      string `json:"system"`
	Instruction string `json:"instruction"`
}

// Views says how a picture becomes the vision graph's pixel rows.
type Views struct {
	Resize     *Resize    `json:"resize"`
	Resampling Resampling `json:"resampling"`
	Patch      int        `json:"patch"`
	Merge      int        `json:"merge"`
	Temporal   int        `json:"temporal"`
	MinPixels  int        `json:"min_pixels"`
	MaxPixels  int        `json:"max_pixels"`
	Mean       [3]float64 `json:"mean"`
	Std        [3]float64 `json:"std"`
	Maximum    int        `json:"maximum"`
}

// Resize is the size that every picture is first brought to, in pixels.
type Resize struct {
	Width      int        `json:"width"`
	Height     int        `json:"height"`
	Resampling Resampling `json:"resampling"`
}

// Latents says how the model thinks in 3D tokens and which of them the projector takes.
type Latents struct {
	Feed    Feed `json:"feed"`
	Maximum int  `json:"maximum"`
	Count   int  `json:"count"`
	Offset  int  `json:"offset"`
}

// Decoder is the shape of the language model.
type Decoder struct {
	Layers        int `json:"layers"`
	Hidden        int `json:"hidden"`
	KeyValueHeads int `json:"key_value_heads"`
	Head          int `json:"head"`
	Vocabulary    int `json:"vocabulary"`
	MaximumTokens int `json:"maximum_tokens"`
}

// Projector is the shape of the graph that maps latents into the geometry model's features.
type Projector struct {
	Latents     int `json:"latents"`
	ImageTokens int `json:"image_tokens"`
	Features    int `json:"features"`
	Channels    int `json:"channels"`
}

// Scene says how a picture becomes the scene graph's input, in pixels.
type Scene struct {
	Width         int        `json:"width"`
	MaximumHeight int        `json:"maximum_height"`
	Patch         int        `json:"patch"`
	Resampling    Resampling `json:"resampling"`
}

// Sampling is how the next token is chosen unless the configuration says otherwise; temperature 0 is greedy.
type Sampling struct {
	Temperature       float64 `json:"temperature"`
	TopP              float64 `json:"top_p"`
	RepetitionPenalty float64 `json:"repetition_penalty"`
	MaximumNewTokens  int     `json:"maximum_new_tokens"`
}

// Confidence is how the letters' logits become a confidence that is right as often as it says.
type Confidence struct {
	Temperature float64 `json:"temperature"`
}
