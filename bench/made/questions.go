package made

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Questions takes so many from a file of JSON lines, from its beginning again where there are fewer; 0 takes all.
func Questions(path string, count int) ([]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	var all []string
	for lines := bufio.NewScanner(strings.NewReader(string(data))); lines.Scan(); {
		var line struct {
			Question string `json:"question"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil || line.Question == "" {
			return nil, fmt.Errorf("%s: a line has no question: %w", path, err)
		}
		all = append(all, line.Question)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds no question", path)
	}
	if count == 0 {
		return all, nil
	}
	questions := make([]string, count)
	for i := range questions {
		questions[i] = all[i%len(all)]
	}
	return questions, nil
}
