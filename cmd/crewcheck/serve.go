package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"crewcheck/handlers"
	"crewcheck/models"
	"crewcheck/models/mongo"
	"crewcheck/models/post"
	"crewcheck/models/sqlite"
	"crewcheck/web"
)

// stopWithin is how long a stopping server waits for the requests it has accepted.
const stopWithin = 20 * time.Second

func (p *program) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "serve", Short: "Serve the API", Args: cobra.NoArgs,
		Long: `Serves the API until it is stopped (Ctrl-C or SIGTERM); requests it has accepted are answered first.
The first account is made by "crewcheck user add".`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withStore(cmd.Context(), func(ctx context.Context, store *models.Store) error {
				return p.serve(ctx, store, func(url string) { fmt.Fprintln(p.err, "crewcheck serves on", url) })
			})
		},
	}
	p.serverFlags(cmd)
	p.storeFlags(cmd)
	return cmd
}

// withStore opens the store for do and closes it after.
func (p *program) withStore(ctx context.Context, do func(context.Context, *models.Store) error) (err error) {
	var backend models.Backend
	if p.cfg.MongoURI != "" {
		backend, err = mongo.Open(ctx, mongo.Options{URI: p.cfg.MongoURI, Database: p.cfg.MongoDatabase}, models.Specs())
	} else {
		backend, err = sqlite.Open(ctx, sqlite.Options{Dir: p.cfg.Data, Log: p.log}, models.Specs())
	}
	if err != nil {
		return fmt.Errorf("the store cannot be opened: %w", err)
	}
	measured := newMeasured(backend)
	p.storeMetrics = measured
	defer func() { err = errors.Join(err, backend.Close()) }()
	return do(ctx, models.NewStore(measured, time.Now))
}

// serve answers requests and works in the background until ctx ends; ready is called with the address
// once it listens.
func (p *program) serve(ctx context.Context, store *models.Store, ready func(url string)) error {
	if _, err := handlers.ParseProxies(p.cfg.TrustedProxies); err != nil {
		return fmt.Errorf("--trusted-proxies: %w", err)
	}
	service, err := models.New(ctx, models.Config{
		Store: store, Log: p.log, Alone: p.cfg.MongoURI == "", Post: post.New(p.cfg.PrivateHooks), PrivateWebhooks: p.cfg.PrivateHooks,
	})
	if err != nil {
		return err
	}
	pages, err := fs.Sub(web.Dist, "dist")
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", p.cfg.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", p.cfg.Addr, err)
	}
	server := handlers.New(handlers.Config{
		Log: p.log, Pages: pages, Service: service, Routes: handlers.Table(), Authenticate: service.Authenticate, Ready: service.Ready,
		TrustedProxies: p.cfg.TrustedProxies, TLS: p.cfg.TLS, PublicURL: p.cfg.PublicURL, RateLimit: p.cfg.RateLimit, Version: version(),
	})
	p.storeMetrics.register(server.Registry(), service)
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	var behind sync.WaitGroup
	behind.Go(func() { service.Work(work) })
	failed := make(chan error, 1)
	go func() { failed <- server.Listen(ln) }()
	ready("http://" + ln.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
		p.log.Info("stopping")
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		err = server.Shutdown(end)
		cancel()
	}
	stopWork()
	behind.Wait()
	return err
}

func (p *program) healthCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "healthcheck", Short: "Ask a running server whether it is alive", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, port, err := net.SplitHostPort(p.cfg.Addr)
			if err != nil {
				return fmt.Errorf("--addr: %w", err)
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), 3*time.Second)
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+port+"/healthz", nil)
			if err != nil {
				return err
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				return err
			}
			defer res.Body.Close()
			if res.StatusCode != http.StatusOK {
				return fmt.Errorf("the server answers %s", res.Status)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&p.cfg.Addr, "addr", p.cfg.Addr, "address the server listens on (CREWCHECK_ADDR)")
	return cmd
}
