package house

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// pinned matches an image named with a version of at least two numbers.
var pinned = regexp.MustCompile(`^[^:]+:\d+\.\d+`)

// dockerfile parses the Dockerfile as BuildKit does; what its linter says fails the test.
func dockerfile(t *testing.T) []instructions.Stage {
	t.Helper()
	ast, err := parser.Parse(bytes.NewReader(read(t, "Dockerfile")))
	if err != nil {
		t.Fatal(err)
	}
	lint := linter.New(&linter.Config{Warn: func(rule, _, _, text string, at []parser.Range) {
		t.Errorf("Dockerfile:%d: %s: %s", at[0].Start.Line, rule, text)
	}})
	stages, _, err := instructions.Parse(ast.AST, lint)
	if err != nil {
		t.Fatal(err)
	}
	return stages
}

// last is the last command of type T in a stage, nil when there is none.
func last[T instructions.Command](s instructions.Stage) (found T) {
	for _, c := range s.Commands {
		if c, ok := c.(T); ok {
			found = c
		}
	}
	return found
}

func TestTheImageStartsFromPinnedVersions(t *testing.T) {
	t.Parallel()
	known := []string{"scratch"}
	for _, s := range dockerfile(t) {
		if !slices.Contains(known, s.BaseName) && !pinned.MatchString(s.BaseName) {
			t.Errorf("FROM %s: no pinned version", s.BaseName)
		}
		known = append(known, s.Name)
	}
}

func TestTheImageRunsWithoutRootAndTellsItsHealth(t *testing.T) {
	t.Parallel()
	stages := dockerfile(t)
	final := stages[len(stages)-1]

	// By number: scratch has no list of users, and Kubernetes can only tell a number from root.
	user := last[*instructions.UserCommand](final)
	if user == nil || !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(user.User) {
		t.Errorf("USER is %+v, want the numbers of a user and a group other than root", user)
	}
	entry := last[*instructions.EntrypointCommand](final)
	if entry == nil || entry.PrependShell || len(entry.CmdLine) != 1 {
		t.Fatalf("ENTRYPOINT is %+v, want the program alone, without a shell", entry)
	}
	health := last[*instructions.HealthCheckCommand](final)
	if health == nil || !slices.Equal(health.Health.Test, []string{"CMD", entry.CmdLine[0], "healthcheck"}) {
		t.Errorf("HEALTHCHECK is %+v, want the program's own", health)
	}
}

func TestTheServiceWaitsForADatabaseNobodyElseReaches(t *testing.T) {
	t.Parallel()
	project, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  root,
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: read(t, "compose.yaml")}},
		Environment: types.Mapping{},
	})
	if err != nil {
		t.Fatal(err)
	}
	service, mongo := project.Services["crewcheck"], project.Services["mongo"]
	if got := service.DependsOn["mongo"].Condition; got != types.ServiceConditionHealthy {
		t.Errorf("crewcheck waits for mongo to be %q, want %q", got, types.ServiceConditionHealthy)
	}
	if mongo.HealthCheck == nil || !strings.Contains(strings.Join(mongo.HealthCheck.Test, " "), "rs.initiate") {
		t.Error("nothing makes the replica set")
	}
	if !pinned.MatchString(mongo.Image) {
		t.Errorf("image %s: no pinned version", mongo.Image)
	}
	if len(mongo.Ports) > 0 {
		t.Error("mongo has no password and must not publish a port")
	}
	for _, p := range service.Ports {
		if p.HostIP != "127.0.0.1" {
			t.Errorf("port %s is open to other machines without TLS", p.Published)
		}
	}
}

// read is a file of the repository.
func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(root + "/" + path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
