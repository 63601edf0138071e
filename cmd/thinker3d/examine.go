package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
	"github.com/thinker3d/thinker3d/topics/ros2"
)

func examineVersion() finding {
	v := readVersions()
	return finding{Check: "thinker3d", Verdict: good, Found: fmt.Sprintf("%s (commit %s, %s)", v.Thinker3D, v.Commit, v.Go)}
}

func examineMachine() finding {
	return finding{Check: "machine", Verdict: good, Found: fmt.Sprintf("%s/%s, %d cores", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())}
}

func examineOpenCV() finding {
	return finding{Check: "opencv", Verdict: good, Found: camera.LibraryVersion()}
}

func examineGPU() finding {
	devices, _ := filepath.Glob("/dev/nvidia[0-9]*")
	if len(devices) == 0 {
		return finding{Check: "gpu", Verdict: warning, Found: "no NVIDIA device", Mend: "the model runs on the CPU (reasoning.device: cpu); on a robot with a GPU, install its driver"}
	}
	return finding{Check: "gpu", Verdict: good, Found: strings.Join(devices, ", ")}
}

func examineROS() []finding {
	buffer := finding{Check: "udp buffer", Verdict: good, Found: "large enough for pictures"}
	if err := ros2.CheckReceiveBuffer(); err != nil {
		buffer.Verdict, buffer.Found, buffer.Mend = warning, err.Error(), "set it at each start in /etc/sysctl.d"
	}
	return []finding{{Check: "dds", Verdict: good, Found: "Fast DDS " + ros2.LibraryVersion()}, buffer, examineROSVariables()}
}

func examineROSVariables() finding {
	var set []string
	for _, name := range []string{"ROS_DOMAIN_ID", "ROS_LOCALHOST_ONLY", "ROS_AUTOMATIC_DISCOVERY_RANGE", "ROS_STATIC_PEERS", "RMW_IMPLEMENTATION", "FASTRTPS_DEFAULT_PROFILES_FILE", "ROS_MASTER_URI", "ROS_IP", "ROS_HOSTNAME", "ROS_NAMESPACE"} {
		if value, ok := os.LookupEnv(name); ok {
			set = append(set, name+"="+value)
		}
	}
	if len(set) == 0 {
		return finding{Check: "ros variables", Verdict: good, Found: "none set: domain 0, whole subnet"}
	}
	return finding{Check: "ros variables", Verdict: good, Found: strings.Join(set, " ")}
}

// examineModel loads the library and, if a bundle is named, the model.
func examineModel(ctx context.Context, s settings) []finding {
	if s.path == "" && s.bundle == "" {
		return []finding{examineLibrary(findLibrary()), {Check: "bundle", Verdict: warning, Found: "none named", Mend: "name one by --bundle or --config to have it checked"}}
	}
	cfg, err := s.load()
	if err != nil {
		return []finding{{Check: "configuration", Verdict: bad, Found: err.Error(), Mend: "mend the keys named; `thinker3d config` shows all with their meaning"}}
	}
	library := examineLibrary(cfg.Reasoning.Library)
	if library.Verdict == bad {
		return []finding{library}
	}
	return []finding{library, examineBundle(ctx, cfg)}
}

func examineLibrary(path string) finding {
	environment, err := onnx.Open(path)
	if err != nil {
		return finding{Check: "onnx runtime", Verdict: bad, Found: err.Error(), Mend: "run `make setup`, or name libonnxruntime.so in THINKER3D_ONNXRUNTIME or reasoning.library"}
	}
	found := fmt.Sprintf("%s, %s", environment.Version(), environment.Library())
	if err := environment.Close(); err != nil {
		return finding{Check: "onnx runtime", Verdict: bad, Found: err.Error(), Mend: "run `make setup` to fetch it anew"}
	}
	return finding{Check: "onnx runtime", Verdict: good, Found: found}
}

func examineBundle(ctx context.Context, cfg config.Config) finding {
	engine, err := openEngine(cfg, zap.NewNop())
	if errors.Is(err, onnx.ErrNoDevice) {
		return finding{Check: "device", Verdict: bad, Found: err.Error(), Mend: "install what is missing, as docs/engine.md lists it, or let the model run on the CPU by reasoning.fallback: [cpu]"}
	}
	if err != nil {
		return finding{Check: "bundle", Verdict: bad, Found: err.Error(), Mend: "make or fetch the bundle anew; docs/bundle.md says what it must hold"}
	}
	defer func() { _ = engine.Close() }()
	if err := engine.Warm(ctx); err != nil {
		return finding{Check: "bundle", Verdict: bad, Found: err.Error(), Mend: "make the bundle anew"}
	}
	found := fmt.Sprintf("%s loads and runs on %s", engine.Bundle().ID(), engine.Device())
	if !engine.Bundle().Description.Trained {
		return finding{Check: "bundle", Verdict: warning, Found: found, Mend: "it is UNTRAINED: its answers are noise; name a trained one"}
	}
	return finding{Check: "bundle", Verdict: good, Found: found}
}
