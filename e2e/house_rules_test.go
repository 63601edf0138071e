package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	maximumFileLines     = 400
	maximumFunctionLines = 60
)

// TestHouseRules holds every Go file to the rules of shape: lengths, no init, no panic, no mutable package variables, a
// comment on what is exported.
func TestHouseRules(t *testing.T) {
	for _, name := range goFiles(t) {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, filepath.Join("..", name), nil, parser.ParseComments)
		if err != nil {
			t.Error(err)
			continue
		}
		h := houseRules{t: t, name: name, files: files, isTest: strings.HasSuffix(name, "_test.go")}
		h.check(file)
	}
}

// goFiles are the project's, without those of hidden folders and of what was built.
func goFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(".."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != "." && (strings.HasPrefix(entry.Name(), ".") || path == "build") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") {
			names = append(names, path)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("list the Go files: %v", err)
	}
	return names
}

// houseRules looks at one file.
type houseRules struct {
	t      *testing.T
	name   string
	files  *token.FileSet
	isTest bool
}

func (h houseRules) check(file *ast.File) {
	if lines := h.lines(file); lines > maximumFileLines {
		h.t.Errorf("%s has %d lines, more than %d", h.name, lines, maximumFileLines)
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			h.checkFunction(d)
		case *ast.GenDecl:
			h.checkDeclaration(d)
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			h.checkCall(call)
		}
		return true
	})
}

func (h houseRules) lines(node ast.Node) int {
	return h.files.Position(node.End()).Line - h.files.Position(node.Pos()).Line + 1
}

func (h houseRules) checkFunction(d *ast.FuncDecl) {
	if lines := h.lines(d); lines > maximumFunctionLines {
		h.t.Errorf("%s: %s has %d lines, more than %d", h.name, d.Name.Name, lines, maximumFunctionLines)
	}
	if d.Name.Name == "init" && d.Recv == nil {
		h.t.Errorf("%s: has an init function", h.name)
	}
	if d.Name.IsExported() && d.Doc == nil && !h.isTest {
		h.t.Errorf("%s: %s has no comment", h.name, d.Name.Name)
	}
}

// checkDeclaration allows variables that nobody changes: sentinel errors, compiled patterns, embedded files, and values
// that are only asserted to fit an interface.
func (h houseRules) checkDeclaration(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && !h.isTest {
				h.t.Errorf("%s: %s has no comment", h.name, s.Name.Name)
			}
		case *ast.ValueSpec:
			for _, variable := range s.Names {
				sentinel := strings.HasPrefix(strings.ToLower(variable.Name), "err") || variable.Name == "_"
				if d.Tok == token.VAR && !sentinel && !h.isTest && !isEmbedded(d) && !isPattern(s) {
					h.t.Errorf("%s: %s is a package variable", h.name, variable.Name)
				}
			}
		}
	}
}

// isEmbedded tells a file that the compiler embeds, which has to be a variable.
func isEmbedded(d *ast.GenDecl) bool {
	if d.Doc == nil {
		return false
	}
	for _, comment := range d.Doc.List {
		if strings.HasPrefix(comment.Text, "//go:embed") {
			return true
		}
	}
	return false
}

func isPattern(s *ast.ValueSpec) bool {
	if len(s.Values) != 1 {
		return false
	}
	call, ok := s.Values[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "MustCompile"
}

func (h houseRules) checkCall(call *ast.CallExpr) {
	if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "panic" && !h.isTest {
		h.t.Errorf("%s: panics", h.name)
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	if of, ok := selector.X.(*ast.Ident); ok && of.Name == "time" && selector.Sel.Name == "Sleep" {
		h.t.Errorf("%s: sleeps", h.name)
	}
}
