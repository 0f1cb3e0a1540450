package house

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the repository, seen from this package.
const root = "../../.."

var (
	link = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)\s]*)?\)`)
	// named matches a path in backquotes that begins with a room of the repository.
	named = regexp.MustCompile("`((?:cmd|handlers|models|checklists|web|scripts|docs|\\.ci)/[\\w./-]+)`")
	fence = regexp.MustCompile("(?s)```.*?```")
)

// foreign are folders whose files are not the repository's own, or no pages.
var foreign = []string{".git", "node_modules", "bin", "data", "dist", "testdata"}

// pages are the Markdown files of the repository.
func pages(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// In a worktree .git is a file, and skipping one would skip what stands beside it.
		if d.IsDir() && slices.Contains(foreign, d.Name()) {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".md") {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatal("no page found")
	}
	return found
}

func TestEveryPathThePagesNameExists(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text := fence.ReplaceAllString(string(data), "")
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], ":") { // another site, or an address
				continue
			}
			mustExist(t, page, filepath.Join(filepath.Dir(page), m[1]))
		}
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(m[1], "web/dist/") { // made by the build
				continue
			}
			mustExist(t, page, filepath.Join(root, m[1]))
		}
	}
}

func mustExist(t *testing.T, page, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Errorf("%s names %s, which does not exist", strings.TrimPrefix(page, root+"/"), strings.TrimPrefix(path, root+"/"))
	}
}

func TestEveryScriptIsListedAndCanBeStarted(t *testing.T) {
	t.Parallel()
	list := string(read(t, "scripts/README.md"))
	entries, err := os.ReadDir(root + "/scripts")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "README.md" && !strings.Contains(list, "("+e.Name()) {
			t.Errorf("scripts/%s is not listed in scripts/README.md", e.Name())
		}
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().IsRegular() && filepath.Ext(e.Name()) == "" && info.Mode()&0o111 == 0 {
			t.Errorf("scripts/%s is not executable", e.Name())
		}
	}
}

// The digest is that of https://www.apache.org/licenses/LICENSE-2.0.txt.
func TestTheLicenceIsApache2Unchanged(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256(read(t, "LICENSE"))
	if got := hex.EncodeToString(sum[:]); got != "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30" {
		t.Errorf("sha256 is %s", got)
	}
}
