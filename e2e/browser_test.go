package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// probe is put at the end of the page: it opens every outcome, turns the first scene with the mouse, uses a filter, and writes down
// what it saw.
const probe = `<script>
const told = {};
for (const outcome of document.querySelectorAll('.outcome')) outcome.open = true;
setTimeout(() => {
	const canvases = [...document.querySelectorAll('canvas')];
	told.canvases = canvases.length;
	told.drawn = Math.min(...canvases.map(c => Number(c.dataset.drawn || 0)));
	const first = canvases[0], seen = () => first.toDataURL(), before = seen();
	const mouse = (kind, x, y) => first.dispatchEvent(new PointerEvent(kind, { clientX: x, clientY: y }));
	mouse('pointermove', 300, 10);
	told.still = before === seen();
	mouse('pointerdown', 10, 10);
	mouse('pointermove', 80, 40);
	mouse('pointerup', 80, 40);
	told.turned = before !== seen();
	first.dispatchEvent(new MouseEvent('dblclick'));
	told.back = before === seen();
	first.dispatchEvent(new WheelEvent('wheel', { deltaY: -300, cancelable: true }));
	told.zoomed = before !== seen();
	const images = [...document.querySelectorAll('img')];
	told.images = images.filter(i => i.complete && i.naturalWidth > 0).length;
	told.broken = images.length - told.images;
	document.querySelector('[data-show=failed]').click();
	told.hidden = [...document.querySelectorAll('.outcome')].filter(o => getComputedStyle(o).display === 'none').length;
	told.loaded = performance.getEntriesByType('resource').filter(r => !r.name.startsWith('data:')).length;
	for (const [name, value] of Object.entries(told)) document.body.setAttribute('data-' + name, value);
}, 0);
</script></body>`

// browse opens a page in a browser without a screen and gives what became of the document.
func browse(t *testing.T, page string, args ...string) string {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("there is no chromium: `make test` installs it: %v", err)
	}
	args = append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=" + t.TempDir(),
		"--virtual-time-budget=20000"}, args...)
	result := execute(t.Context(), exec.Command(browser, append(args, "file://"+page)...))
	if result.err != nil {
		t.Fatalf("chromium: %v\n%s", result.err, result.stderr)
	}
	return result.stdout
}

// TestThePageWorksInABrowser turns an imagined scene with the mouse.
func TestThePageWorksInABrowser(t *testing.T) {
	_, page := testSample(t)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	probed := filepath.Join(t.TempDir(), "probed.html")
	if err := os.WriteFile(probed, []byte(strings.Replace(string(text), "</body>", probe, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	document := browse(t, probed, "--dump-dom")
	told := func(name string) string {
		found := regexp.MustCompile(`<body[^>]* data-` + name + `="([^"]*)"`).FindStringSubmatch(document)
		if found == nil {
			t.Fatalf("the page did not tell %q: %.2000s", name, document)
		}
		return found[1]
	}
	count := func(name string) int {
		n, err := strconv.Atoi(told(name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return n
	}
	outcomes := strings.Count(string(text), `<details class="outcome"`)
	if outcomes == 0 || count("canvases") != outcomes || count("images") != 4*outcomes || count("broken") != 0 {
		t.Errorf("%d outcomes, %d scenes, %d views, %d broken", outcomes, count("canvases"), count("images"), count("broken"))
	}
	if count("drawn") < 1000 {
		t.Errorf("a scene shows %d points", count("drawn"))
	}
	for _, what := range []string{"still", "turned", "back", "zoomed"} {
		if told(what) != "true" {
			t.Errorf("%s is %s", what, told(what))
		}
	}
	if count("hidden") != outcomes {
		t.Errorf("the filter hides %d of %d outcomes, of which none failed", count("hidden"), outcomes)
	}
	if count("loaded") != 0 {
		t.Errorf("the page loaded %d things from elsewhere", count("loaded"))
	}
}
