// Package mindcube asks the questions of MindCube (github.com/mll-lab-nu/MindCube) and scores what is answered.
package mindcube

import "strings"

// Setting is how the views of a question were taken, as MindCube names it.
type Setting string

// The settings, in the order of MindCube's own report.
const (
	Around      Setting = "around"
	Rotation    Setting = "rotation"
	Translation Setting = "translation"
	Among       Setting = "among"
	Other       Setting = "other"
)

// Settings are all of them.
func Settings() []Setting { return []Setting{Around, Rotation, Translation, Among, Other} }

// SettingOf is the first setting that the lower-cased id holds.
func SettingOf(id string) Setting {
	id = strings.ToLower(id)
	for _, setting := range []Setting{Around, Rotation, Translation, Among} {
		if strings.Contains(id, string(setting)) {
			return setting
		}
	}
	return Other
}

// Counts tells whether the setting is part of the overall figure.
func (s Setting) Counts() bool { return s != Translation }
