// Package post sends the messages of webhooks by HTTP. It decides nothing: what is sent, to whom and how often is
// said by models. It owns what an address may be at the moment of dialling, since a name that was harmless when it
// was stored may lead inside when it is used. cmd/crewcheck wires it in.
package post

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"crewcheck/models"
)

const (
	// within bounds one attempt, from the look-up of the name to the last byte read.
	within = 10 * time.Second
	// maxAnswer is how much of an answer is read, in bytes.
	maxAnswer = 4 << 10
)

// ErrPrivate is the refusal of an address that is not of the open internet.
var ErrPrivate = errors.New("the address is not of the open internet; see --allow-private-webhooks")

// New makes a poster. With private it goes to any address.
func New(private bool) models.Poster {
	dialer := &net.Dialer{Timeout: within}
	if !private {
		dialer.Control = onlyPublic
	}
	client := &http.Client{
		Timeout: within,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: within, MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
			// No proxy: it would dial for us, past the check of the address.
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return func(ctx context.Context, m models.Post) (models.PostAnswer, error) { return send(ctx, client, m) }
}

// onlyPublic refuses an address after the name was looked up and before anything is sent to it.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !models.PublicAddress(at.Addr()) {
		return ErrPrivate
	}
	return nil
}

func send(ctx context.Context, client *http.Client, m models.Post) (models.PostAnswer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return models.PostAnswer{}, withoutURL(err)
	}
	for name, value := range m.Header {
		req.Header.Set(name, value)
	}
	res, err := client.Do(req)
	if err != nil {
		return models.PostAnswer{}, withoutURL(err)
	}
	defer res.Body.Close()
	a := models.PostAnswer{Status: res.StatusCode}
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && seconds > 0 {
		a.RetryAfter = time.Duration(min(seconds, 24*60*60)) * time.Second
	}
	a.Body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return models.PostAnswer{}, fmt.Errorf("the answer broke off: %w", withoutURL(err))
	}
	return a, nil
}

// withoutURL takes the address out of an error: the addresses of chat robots hold their keys.
func withoutURL(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}
