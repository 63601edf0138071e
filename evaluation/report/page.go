package report

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/thinker3d/thinker3d/evaluation/suite"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// page is what the template sees.
type page struct {
	*suite.Results
	Summary string
	Style   template.CSS
	Script  template.JS
}

// WritePage writes the results as one page of HTML with its pictures, clouds, style and script in it; it loads nothing.
func WritePage(out io.Writer, results *suite.Results) error {
	made, err := template.New("page").Funcs(template.FuncMap{
		"word": verdictWord, "moment": moment, "changes": changeLines, "line": oneLine,
		"jpeg": func(data []byte) template.URL {
			return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(data))
		},
		"deref":  func(number *float64) float64 { return *number },
		"base64": base64.StdEncoding.EncodeToString,
		"time":   func(seconds float64) string { return fmt.Sprintf("%.3f", seconds) },
	}).Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	err = made.Execute(out, page{Results: results, Summary: Summary(results), Style: template.CSS(pageStyle), Script: template.JS(pageScript)})
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
