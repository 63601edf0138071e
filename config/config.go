// Package config is everything that can be set: one struct, one commented file, load and validate.
package config

import "time"

// Config is the whole configuration; each package gets its own section by value.
//
// Of a number, min and max are the least and the greatest that it may be. What is live may change while the node runs.
type Config struct {
	UseSimTime   bool         `mapstructure:"use_sim_time"`
	Node         Node         `mapstructure:"node"`
	Topics       Topics       `mapstructure:"topics"`
	Cameras      []Camera     `mapstructure:"cameras"`
	Rig          Rig          `mapstructure:"rig"`
	Synchronizer Synchronizer `mapstructure:"synchronizer"`
	Views        Views        `mapstructure:"views"`
	Questions    Questions    `mapstructure:"questions"`
	Reasoning    Reasoning    `mapstructure:"reasoning"`
	Scene        Scene        `mapstructure:"scene"`
	Diagnostics  Diagnostics  `mapstructure:"diagnostics"`
	// QoSOverrides are by topic and side.
	QoSOverrides map[string]map[string]QoSOverride `mapstructure:"qos_overrides"`
	Log          Log                               `mapstructure:"log"`
}

// Node is the ROS node's identity and upkeep.
type Node struct {
	Name          string        `mapstructure:"name"`
	Namespace     string        `mapstructure:"namespace"`
	WarningPeriod time.Duration `mapstructure:"warning_period"`
	Autostart     bool          `mapstructure:"autostart"`
}

// Topics is how the bus is reached.
type Topics struct {
	// ROS is whether the node is one of ROS 1 or of ROS 2.
	ROS         int      `mapstructure:"ros" min:"1" max:"2"`
	Domain      int      `mapstructure:"domain" min:"-1" max:"232"`
	LocalOnly   bool     `mapstructure:"local_only"`
	StaticPeers []string `mapstructure:"static_peers"`
	Distro      Distro   `mapstructure:"ros_distro"`
	// ServiceMapping is how services are called; they are served in the mapping of each client.
	ServiceMapping Mapping `mapstructure:"service_mapping"`
}

// Synchronizer gathers the frames of one moment.
type Synchronizer struct {
	Tolerance time.Duration `mapstructure:"tolerance"`
	Deadline  time.Duration `mapstructure:"deadline"`
	Partial   Partial       `mapstructure:"partial"`
	Queue     int           `mapstructure:"queue" min:"1" max:"1024"`
	// MaximumMemory is in MiB.
	MaximumMemory int `mapstructure:"maximum_memory" min:"0" max:"1048576"`
}

// Questions is what the node asks by itself and how many questions may wait.
type Questions struct {
	Ask           []string      `mapstructure:"ask" live:"yes"`
	Standing      []Standing    `mapstructure:"standing"`
	Every         time.Duration `mapstructure:"every" live:"yes"`
	Queue         int           `mapstructure:"queue" min:"1" max:"1024" live:"yes"`
	MaximumAge    time.Duration `mapstructure:"maximum_age" live:"yes"`
	Patience      time.Duration `mapstructure:"patience" live:"yes"`
	ResultTimeout time.Duration `mapstructure:"result_timeout"`
}

// Reasoning is the model and how it runs. Nil sampling values leave the bundle's own.
type Reasoning struct {
	Bundle   string   `mapstructure:"bundle"`
	Device   Device   `mapstructure:"device"`
	Fallback []string `mapstructure:"fallback"`
	DeviceID int      `mapstructure:"device_id" min:"0"`
	// DeviceMemory is in MiB.
	DeviceMemory     int      `mapstructure:"device_memory" min:"0" max:"16777216"`
	EngineCache      string   `mapstructure:"engine_cache"`
	Weights          Weights  `mapstructure:"weights"`
	Threads          int      `mapstructure:"threads" min:"0" max:"1024"`
	Cores            string   `mapstructure:"cores"`
	Library          string   `mapstructure:"library"`
	Seed             int64    `mapstructure:"seed" live:"yes"`
	Temperature      *float64 `mapstructure:"temperature" min:"0" max:"100"`
	TopP             *float64 `mapstructure:"top_p"`
	MaximumNewTokens *int     `mapstructure:"maximum_new_tokens" min:"1"`
	// Sequences is how many replies are generated together, Waiting how many questions may wait beside them.
	Sequences int `mapstructure:"sequences" min:"1" max:"256"`
	Waiting   int `mapstructure:"waiting" min:"1" max:"65536"`
	// CacheMemory is in MiB.
	CacheMemory  int           `mapstructure:"cache_memory" min:"1" max:"1048576"`
	LongestStall time.Duration `mapstructure:"longest_stall"`
	// Scenes is how many scenes are made together.
	Scenes int `mapstructure:"scenes" min:"1" max:"256"`
}

// Scene is how the imagined scene becomes a cloud.
type Scene struct {
	Frame       string `mapstructure:"frame"`
	TargetFrame string `mapstructure:"target_frame"`
	// GroundHeight is in metres in the target frame.
	GroundHeight       *float64 `mapstructure:"ground_height"`
	ConfidenceQuantile float64  `mapstructure:"confidence_quantile"`
	// EdgeAngle is in degrees from the surface's normal; ranges, heights and voxels are in metres. 0 or nil leaves a filter out.
	EdgeAngle         float64  `mapstructure:"edge_angle" min:"0" max:"90"`
	MinimumRange      float64  `mapstructure:"minimum_range" min:"0" max:"1000000"`
	MaximumRange      float64  `mapstructure:"maximum_range" min:"0" max:"1000000"`
	MinimumHeight     *float64 `mapstructure:"minimum_height" min:"-1000000" max:"1000000"`
	MaximumHeight     *float64 `mapstructure:"maximum_height" min:"-1000000" max:"1000000"`
	SelfBoxes         []Box    `mapstructure:"self_boxes"`
	Voxel             float64  `mapstructure:"voxel" min:"0" max:"1000"`
	OutlierDeviations float64  `mapstructure:"outlier_deviations" min:"0" max:"1000"`
	OutlierNeighbours int      `mapstructure:"outlier_neighbours" min:"1" max:"64"`
	MaximumPoints     int      `mapstructure:"maximum_points" min:"1" max:"50000000"`
	Organised         bool     `mapstructure:"organised"`
	// CameraFrames says that the imagined cameras are published on /tf.
	CameraFrames bool `mapstructure:"camera_frames"`
	// Depth says that imagined depths are published in the cameras' own geometry.
	Depth bool `mapstructure:"depth"`
}

// Diagnostics is what /diagnostics tells and when it warns.
type Diagnostics struct {
	Period       time.Duration `mapstructure:"period"`
	StaleAfter   time.Duration `mapstructure:"stale_after"`
	MinimumRate  float64       `mapstructure:"minimum_rate" min:"0"`
	MaximumDrops float64       `mapstructure:"maximum_drops" min:"0" max:"1"`
	// MaximumMemory is in MiB.
	MaximumMemory    int     `mapstructure:"maximum_memory" min:"0"`
	MaximumGPUMemory float64 `mapstructure:"maximum_gpu_memory" min:"0" max:"1"`
}

// Log is what is written to standard error.
type Log struct {
	Level  string    `mapstructure:"level" live:"yes"`
	Format LogFormat `mapstructure:"format"`
}
