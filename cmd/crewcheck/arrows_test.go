package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "crewcheck"

// mayImport says, room by room, which other rooms of the module its code may import; tests may more.
var mayImport = map[string][]string{
	"checklists":             {},
	"web":                    {},
	"models":                 {"checklists", "models/likeness", "models/sheet"},
	"models/likeness":        {},
	"models/sheet":           {},
	"models/sqlite":          {"models", "checklists"},
	"models/mongo":           {"models", "checklists"},
	"models/mongo/mongotest": {"models", "models/mongo"},
	"models/storetest":       {"models", "checklists"},
	"models/post":            {"models"},
	"models/founding":        {"models", "checklists"},
	"models/season":          {"models", "checklists"},
	"handlers":               {"models", "checklists", "web"},
	"handlers/scenario":      {"handlers", "models", "checklists"},
	"cmd/crewcheck":          {"handlers", "models", "models/sqlite", "models/mongo", "models/post", "models/founding", "models/season", "checklists", "web"},
}

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for room, files := range sources(t, "../..") {
		seen[room] = true
		if strings.HasPrefix(room, "scripts/") {
			continue // may use every room, and no room may use them
		}
		allowed, known := mayImport[room]
		if !known {
			t.Errorf("%s is a new room: say in mayImport what it may import", room)
			continue
		}
		for file, imports := range files {
			for _, path := range imports {
				other, ours := strings.CutPrefix(path, module+"/")
				if ours && !slices.Contains(allowed, other) {
					t.Errorf("%s imports %s; %s may import only %v", file, path, room, allowed)
				}
			}
		}
	}
	for _, room := range []string{"checklists", "models", "models/sqlite", "models/mongo", "handlers", "cmd/crewcheck"} {
		if !seen[room] {
			t.Errorf("the room %s was not found", room)
		}
	}
}

// Only the handlers know HTTP, and only the adapters know drivers.
func TestEachRoomKeepsItsLibrariesToItself(t *testing.T) {
	t.Parallel()
	owners := map[string][]string{
		"github.com/gofiber/fiber":         {"handlers", "handlers/scenario"},
		"net/http":                         {"handlers", "handlers/scenario", "cmd/crewcheck", "models/post"},
		"github.com/golang-jwt/jwt":        {"models", "handlers"},
		"database/sql":                     {"models/sqlite"},
		"modernc.org/sqlite":               {"models/sqlite"},
		"go.mongodb.org/mongo-driver":      {"models/mongo", "models/mongo/mongotest"},
		"github.com/spf13/cobra":           {"cmd/crewcheck"},
		"github.com/prometheus/client_gol": {"handlers", "cmd/crewcheck"},
	}
	for room, files := range sources(t, "../..") {
		if strings.HasPrefix(room, "scripts/") {
			continue
		}
		for file, imports := range files {
			for _, path := range imports {
				for library, rooms := range owners {
					if strings.HasPrefix(path, library) && !slices.Contains(rooms, room) {
						t.Errorf("%s imports %s, which belongs to %v", file, path, rooms)
					}
				}
			}
		}
	}
}

// sources are the imports of every Go file of the module that is no test: room → file → import paths.
func sources(t *testing.T, root string) map[string]map[string][]string {
	t.Helper()
	out := map[string]map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, nested := os.Stat(filepath.Join(path, "go.mod"))
			if path != root && (nested == nil || slices.Contains([]string{".git", "node_modules", "testdata", "bin", "data", "dist"}, d.Name())) &&
				path != filepath.Join(root, "checklists/data") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		file, _ := filepath.Rel(root, path)
		room := filepath.ToSlash(filepath.Dir(file))
		if out[room] == nil {
			out[room] = map[string][]string{}
		}
		for _, spec := range parsed.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			out[room][file] = append(out[room][file], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
