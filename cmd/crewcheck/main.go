// Command crewcheck runs the service: it serves the API, starts the demo, and
// looks after accounts and standards. It owns flags, environment, wiring, start and stop;
// everything it does is decided in models and answered by handlers.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // the zones of depots, on machines and images without them
)

// gcPercent lets the heap grow to five times what is in use before it is swept: little is in use, and sweeping
// it as often as Go does by default took a fifth of the work of a request. GOGC goes before it.
const gcPercent = 400

func main() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Environ(), stdio{os.Stdin, os.Stdout, os.Stderr}); err != nil {
		fmt.Fprintln(os.Stderr, "crewcheck:", err)
		os.Exit(1)
	}
}
