package e2e

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/thinker3d/thinker3d/"

// arrows lists, for each folder, the folders of ours that it may import beside its own sub-folders.
var arrows = map[string][]string{
	"cmd":        {"evaluation", "node", "topics", "camera", "reasoning", "msgs", "config"},
	"evaluation": {"node", "topics", "camera", "reasoning", "msgs", "config"},
	"node":       {"topics", "camera", "reasoning", "msgs", "config"},
	"topics":     {"msgs", "config"},
	"camera":     {"msgs", "config"},
	"reasoning":  {"config"},
	"msgs":       {},
	"config":     {},
	"bench":      {"node", "topics", "camera", "reasoning", "msgs", "config"},
	"e2e":        {"node", "topics", "camera", "reasoning", "msgs", "config"},
}

// reachesC lists the only packages that may be written over C.
var reachesC = []string{"reasoning/onnx", "camera", "topics/ros2"}

// owners lists the only importer of each library, or of its packages, that has one.
var owners = map[string]string{
	"github.com/yalue/onnxruntime_go":     "reasoning/onnx",
	"github.com/bluenviron/goroslib/v2":   "topics/ros1",
	"gocv.io/x/gocv":                      "camera",
	"github.com/foxglove/mcap/go/mcap":    "topics/bag",
	"github.com/spf13/viper":              "config",
	"github.com/spf13/cobra":              "cmd/thinker3d",
	"github.com/schollz/progressbar/v3":   "cmd/thinker3d",
	"modernc.org/sqlite":                  "topics/bag",
	"github.com/klauspost/compress/zstd":  "topics/bag",
	"golang.org/x/text/unicode/norm":      "reasoning/token",
	"github.com/go-viper/mapstructure/v2": "config",
}

type listedPackage struct {
	ImportPath                          string
	Imports, TestImports, XTestImports  []string
	CgoFiles, CXXFiles, CFiles, GoFiles []string
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,CgoFiles,CXXFiles,CFiles,GoFiles", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func top(path string) string { return strings.SplitN(strings.TrimPrefix(path, module), "/", 2)[0] }

func TestArrows(t *testing.T) {
	for _, p := range listPackages(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		allowed, known := arrows[top(from)]
		if !known {
			t.Errorf("%s: folder %q is not in the design", from, top(from))
		}
		for _, path := range p.Imports {
			if !strings.HasPrefix(path, module) {
				continue
			}
			to := strings.TrimPrefix(path, module)
			if top(to) != top(from) && !slices.Contains(allowed, top(to)) {
				t.Errorf("%s imports %s, against the arrows", from, to)
			}
			if isAdapter(from) && isAdapter(to) {
				t.Errorf("%s imports %s: adapters never import each other", from, to)
			}
		}
	}
}

func isAdapter(path string) bool {
	return slices.Contains([]string{"topics/ros2", "topics/ros1", "topics/bag", "topics/memory"}, path)
}

func TestOnlyThreePackagesReachC(t *testing.T) {
	for _, p := range listPackages(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		hasC := len(p.CgoFiles)+len(p.CXXFiles)+len(p.CFiles) > 0 || slices.Contains(p.Imports, "C") || slices.Contains(p.Imports, "unsafe")
		if hasC && !slices.Contains(reachesC, from) {
			t.Errorf("%s reaches C or uses unsafe; only %v may", from, reachesC)
		}
	}
}

func TestLibrariesHaveOneOwner(t *testing.T) {
	for _, p := range listPackages(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		for _, path := range p.Imports {
			for library, owner := range owners {
				if (path == library || strings.HasPrefix(path, library+"/")) && from != owner && top(from) != "bench" {
					t.Errorf("%s imports %s, which belongs to %s", from, path, owner)
				}
			}
		}
	}
}

func TestNoUtil(t *testing.T) {
	for _, p := range listPackages(t) {
		if strings.HasSuffix(p.ImportPath, "/util") || strings.HasSuffix(p.ImportPath, "/utils") {
			t.Errorf("%s: a package is named for what it answers", p.ImportPath)
		}
	}
}
