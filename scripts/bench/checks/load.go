package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// result is one measurement of one server.
type result struct {
	perSecond float64
	p50, p99  time.Duration
	cpu       time.Duration // of the server, for one request
}

// job makes the next request of one connection.
type job func(connection int, req *fasthttp.Request)

// load drives a server by connections that each send the next request when the last was answered. Every
// answer must have the status want.
func load(ctx context.Context, s *server, connections int, length time.Duration, want int, next job) (result, error) {
	client := &fasthttp.HostClient{Addr: s.addr, MaxConns: connections, ReadBufferSize: 64 << 10, MaxIdleConnDuration: time.Minute}
	defer client.CloseIdleConnections()
	took := make([][]time.Duration, connections)
	errs := make([]error, connections)
	cpu, begin := s.cpu(), time.Now()
	var all sync.WaitGroup
	for i := range connections {
		all.Go(func() { took[i], errs[i] = connection(ctx, client, begin.Add(length), want, i, next) })
	}
	all.Wait()
	elapsed, used := time.Since(begin), s.cpu()-cpu
	if err := errors.Join(errs...); err != nil {
		return result{}, fmt.Errorf("%s: %w", s.name, err)
	}
	times := slices.Concat(took...)
	if len(times) == 0 {
		return result{}, fmt.Errorf("%s answered nothing", s.name)
	}
	slices.Sort(times)
	return result{
		perSecond: float64(len(times)) / elapsed.Seconds(),
		p50:       times[len(times)/2], p99: times[len(times)*99/100], cpu: used / time.Duration(len(times)),
	}, nil
}

// connection is one closed loop until the end.
func connection(ctx context.Context, client *fasthttp.HostClient, end time.Time, want, i int, next job) ([]time.Duration, error) {
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

// median takes the median of each figure for itself.
func median(of []result) result {
	pick := func(get func(result) float64) float64 {
		var all []float64
		for _, r := range of {
			all = append(all, get(r))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return result{
		perSecond: pick(func(r result) float64 { return r.perSecond }),
		p50:       time.Duration(pick(func(r result) float64 { return float64(r.p50) })),
		p99:       time.Duration(pick(func(r result) float64 { return float64(r.p99) })),
		cpu:       time.Duration(pick(func(r result) float64 { return float64(r.cpu) })),
	}
}

func (r result) String() string {
	cpu := "–"
	if r.cpu > 0 {
		cpu = fmt.Sprintf("%d µs", r.cpu.Microseconds())
	}
	return fmt.Sprintf("%.0f | %.2f ms | %.2f ms | %s", r.perSecond, ms(r.p50), ms(r.p99), cpu)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
