package main

import (
	"context"
	"io"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"crewcheck/models"
)

// measured is a Backend that counts how long each operation takes.
type measured struct {
	models.Backend
	seconds *prometheus.HistogramVec
	swept   *prometheus.CounterVec
}

func newMeasured(b models.Backend) *measured {
	return &measured{
		Backend: b,
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "crewcheck_store_seconds", Help: "Time of one operation of the store, by operation.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .1, .5, 2.5, 10},
		}, []string{"operation"}),
		swept: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "crewcheck_swept_total", Help: "Documents deleted because their time was over, by collection.",
		}, []string{"collection"}),
	}
}

// register adds the store's figures, and what waits behind the requests, to the metrics of the server.
func (m *measured) register(r *prometheus.Registry, s *models.Service) {
	r.MustRegister(m.seconds, m.swept, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "crewcheck_pending_days", Help: "Crew days that wait to be worked out, at most 1000; -1 when the store does not answer.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		n, err := s.PendingDays(ctx)
		if err != nil {
			return -1
		}
		return float64(n)
	}))
	if q, ok := m.Backend.(interface{ QueueLength() int }); ok {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "crewcheck_store_queue_length", Help: "Writes that wait for their turn in the embedded store.",
		}, func() float64 { return float64(q.QueueLength()) }))
	}
}

func (m *measured) time(operation string, start time.Time) {
	m.seconds.WithLabelValues(operation).Observe(time.Since(start).Seconds())
}

func (m *measured) Insert(ctx context.Context, spec *models.Spec, doc models.Document) error {
	defer m.time("insert", time.Now())
	return m.Backend.Insert(ctx, spec, doc)
}

func (m *measured) Get(ctx context.Context, spec *models.Spec, id string, doc models.Document) error {
	defer m.time("get", time.Now())
	return m.Backend.Get(ctx, spec, id, doc)
}

func (m *measured) Replace(ctx context.Context, spec *models.Spec, was int64, doc models.Document) error {
	defer m.time("replace", time.Now())
	return m.Backend.Replace(ctx, spec, was, doc)
}

func (m *measured) Sweep(ctx context.Context, spec *models.Spec, f models.Filter) (int, error) {
	defer m.time("sweep", time.Now())
	n, err := m.Backend.Sweep(ctx, spec, f)
	m.swept.WithLabelValues(spec.Name).Add(float64(n))
	return n, err
}

func (m *measured) List(ctx context.Context, spec *models.Spec, f models.Filter, each func(func(models.Document) error) error) error {
	defer m.time("list", time.Now())
	return m.Backend.List(ctx, spec, f, each)
}

func (m *measured) PutBlob(ctx context.Context, name string, data []byte) error {
	defer m.time("put-blob", time.Now())
	return m.Backend.PutBlob(ctx, name, data)
}

func (m *measured) GetBlob(ctx context.Context, name string) (io.ReadCloser, int64, error) {
	defer m.time("get-blob", time.Now())
	return m.Backend.GetBlob(ctx, name)
}
