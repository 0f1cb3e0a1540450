package rig

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// Result is one measurement of one server.
type Result struct {
	PerSecond float64
	P50, P99  time.Duration
	CPU       time.Duration // of the server, for one request
}

// Job makes the next request of one connection.
type Job func(connection int, req *fasthttp.Request)

// Load drives a server by connections that each send the next request when the last was answered. Every
// answer must have the status want.
func Load(ctx context.Context, s *Server, connections int, length time.Duration, want int, next Job) (Result, error) {
	client := &fasthttp.HostClient{Addr: s.Addr, MaxConns: connections, ReadBufferSize: 64 << 10, MaxIdleConnDuration: time.Minute}
	defer client.CloseIdleConnections()
	took := make([][]time.Duration, connections)
	errs := make([]error, connections)
	cpu, begin := s.CPU(), time.Now()
	var all sync.WaitGroup
	for i := range connections {
		all.Go(func() { took[i], errs[i] = connection(ctx, client, begin.Add(length), want, i, next) })
	}
	all.Wait()
	elapsed, used := time.Since(begin), s.CPU()-cpu
	if err := errors.Join(errs...); err != nil {
		return Result{}, fmt.Errorf("%s: %w", s.Name, err)
	}
	times := slices.Concat(took...)
	if len(times) == 0 {
		return Result{}, fmt.Errorf("%s answered nothing", s.Name)
	}
	slices.Sort(times)
	return Result{
		PerSecond: float64(len(times)) / elapsed.Seconds(),
		P50:       times[len(times)/2], P99: times[len(times)*99/100], CPU: used / time.Duration(len(times)),
	}, nil
}

// connection is one closed loop until the end.
func connection(ctx context.Context, client *fasthttp.HostClient, end time.Time, want, i int, next Job) ([]time.Duration, error) {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	var took []time.Duration
	for ctx.Err() == nil {
		next(i, req)
		begin := time.Now()
		if begin.After(end) {
			return took, nil
		}
		if err := client.Do(req, res); err != nil {
			return nil, err
		}
		if res.StatusCode() != want {
			return nil, fmt.Errorf("%s %s: %d %.300s", req.Header.Method(), req.URI().Path(), res.StatusCode(), res.Body())
		}
		took = append(took, time.Since(begin))
	}
	return nil, ctx.Err()
}

// Median takes the median of each figure for itself.
func Median(of []Result) Result {
	pick := func(get func(Result) float64) float64 {
		var all []float64
		for _, r := range of {
			all = append(all, get(r))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return Result{
		PerSecond: pick(func(r Result) float64 { return r.PerSecond }),
		P50:       time.Duration(pick(func(r Result) float64 { return float64(r.P50) })),
		P99:       time.Duration(pick(func(r Result) float64 { return float64(r.P99) })),
		CPU:       time.Duration(pick(func(r Result) float64 { return float64(r.CPU) })),
	}
}

func (r Result) String() string {
	cpu := "–"
	if r.CPU > 0 {
		cpu = fmt.Sprintf("%d µs", r.CPU.Microseconds())
	}
	return fmt.Sprintf("%.0f | %.2f ms | %.2f ms | %s", r.PerSecond, ms(r.P50), ms(r.P99), cpu)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
