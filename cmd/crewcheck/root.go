package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/spf13/cobra"
)

// stdio is where a command reads and writes.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

// config is every setting of the program, with its variable, its default and its flag (see flags).
type config struct {
	Addr           string   `env:"CREWCHECK_ADDR" envDefault:"127.0.0.1:8080"`
	Data           string   `env:"CREWCHECK_DATA" envDefault:"./data"`
	MongoURI       string   `env:"MONGODB_URI"`
	MongoDatabase  string   `env:"MONGODB_DATABASE" envDefault:"crewcheck"`
	TrustedProxies []string `env:"CREWCHECK_TRUSTED_PROXIES" envSeparator:","`
	TLS            bool     `env:"CREWCHECK_TLS"`
	PublicURL      string   `env:"CREWCHECK_PUBLIC_URL"`
	RateLimit      int      `env:"CREWCHECK_RATE_LIMIT" envDefault:"600"`
	PrivateHooks   bool     `env:"CREWCHECK_ALLOW_PRIVATE_WEBHOOKS"`
	LogLevel       string   `env:"CREWCHECK_LOG_LEVEL" envDefault:"info"`
	LogFormat      string   `env:"CREWCHECK_LOG_FORMAT" envDefault:"json"`
}

// program is one run of the command line.
type program struct {
	stdio
	cfg config
	log *slog.Logger
	// storeMetrics measures the open store.
	storeMetrics *measured
}

// run is the whole program but for the process: args without the name, env as KEY=value.
func run(ctx context.Context, args, environ []string, std stdio) error {
	p := &program{stdio: std}
	vars := map[string]string{}
	for _, kv := range environ {
		k, v, _ := strings.Cut(kv, "=")
		vars[k] = v
	}
	if err := env.ParseWithOptions(&p.cfg, env.Options{Environment: vars}); err != nil {
		return fmt.Errorf("the environment is not valid: %w", err)
	}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	err := root.ExecuteContext(ctx)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "crewcheck",
		Short: "Service standards for delivery crews",
		Long: `crewcheck sends drivers and porters the service standard as checklists for each stop,
keeps what they tick, ties every complaint of a venue to the crew that was there, and gives
supervisors scores that explain every point.

Try it:          crewcheck demo
Run it:          crewcheck user add --name Sun --phone 13900000000 --role admin
                 crewcheck serve

Every setting is a flag or a variable of the environment; the flag wins. Without a MongoDB
address everything is kept in the data folder, and no other server is needed.`,
		SilenceUsage: true, SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return p.openLog() },
	}
	f := root.PersistentFlags()
	f.StringVar(&p.cfg.LogLevel, "log-level", p.cfg.LogLevel, "debug, info, warn or error (CREWCHECK_LOG_LEVEL)")
	f.StringVar(&p.cfg.LogFormat, "log-format", p.cfg.LogFormat, "json or text, always on stderr (CREWCHECK_LOG_FORMAT)")
	root.AddCommand(p.serveCommand(), p.demoCommand(), p.seedCommand(), p.simulateCommand(), p.recomputeCommand(), p.userCommand(), p.lintCommand(), p.openAPICommand(), p.healthCommand(), p.versionCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	return root
}

func (p *program) openLog() error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(p.cfg.LogLevel)); err != nil {
		return fmt.Errorf("--log-level is debug, info, warn or error, not %q", p.cfg.LogLevel)
	}
	opts := &slog.HandlerOptions{Level: level}
	switch p.cfg.LogFormat {
	case "json":
		p.log = slog.New(slog.NewJSONHandler(p.err, opts))
	case "text":
		p.log = slog.New(slog.NewTextHandler(p.err, opts))
	default:
		return fmt.Errorf("--log-format is json or text, not %q", p.cfg.LogFormat)
	}
	return nil
}

// storeFlags are the flags of every command that opens the store.
func (p *program) storeFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.cfg.Data, "data", p.cfg.Data, "folder of the embedded store and its photos (CREWCHECK_DATA)")
	f.StringVar(&p.cfg.MongoURI, "mongodb-uri", p.cfg.MongoURI, "MongoDB to use instead of the embedded store (MONGODB_URI)")
	f.StringVar(&p.cfg.MongoDatabase, "mongodb-database", p.cfg.MongoDatabase, "database in that MongoDB (MONGODB_DATABASE)")
}

// serverFlags are the flags of the commands that serve.
func (p *program) serverFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.cfg.Addr, "addr", p.cfg.Addr, "address to listen on; port 0 picks a free one (CREWCHECK_ADDR)")
	f.StringSliceVar(&p.cfg.TrustedProxies, "trusted-proxies", p.cfg.TrustedProxies, "addresses or prefixes whose X-Forwarded-For is believed (CREWCHECK_TRUSTED_PROXIES)")
	f.BoolVar(&p.cfg.TLS, "tls", p.cfg.TLS, "a proxy in front speaks https: answer with HSTS (CREWCHECK_TLS)")
	f.StringVar(&p.cfg.PublicURL, "public-url", p.cfg.PublicURL, "address at which venues reach this server, for QR codes (CREWCHECK_PUBLIC_URL)")
	f.BoolVar(&p.cfg.PrivateHooks, "allow-private-webhooks", p.cfg.PrivateHooks, "let webhooks go to private addresses and by http (CREWCHECK_ALLOW_PRIVATE_WEBHOOKS)")
	f.IntVar(&p.cfg.RateLimit, "rate-limit", p.cfg.RateLimit, "requests a minute and caller; -1 is no limit (CREWCHECK_RATE_LIMIT)")
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) { fmt.Fprintln(p.out, version()) },
	}
}

// version is the module's version, or the revision it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "dev-" + s.Value[:min(12, len(s.Value))]
		}
	}
	return "dev"
}
