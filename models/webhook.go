package models

import (
	"context"
	"encoding/base64"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Formats of a webhook's messages: ours, and the text messages of three chat robots.
const (
	FormatJSON     = "json"
	FormatWeCom    = "wecom"
	FormatDingTalk = "dingtalk"
	FormatFeishu   = "feishu"
)

const (
	maxWebhooks = 200
	maxURL      = 1_000
	// oldSecretKept is how long messages carry the signature of a secret that was replaced, too.
	oldSecretKept = 24 * time.Hour
)

// WebhookBody is an endpoint as it is put.
type WebhookBody struct {
	// DepotID is whose notices it gets; "" is all depots, for managers and admins.
	DepotID string `json:"depotId,omitempty"`
	Name    string `json:"name,omitempty"`
	URL     string `json:"url"`
	Format  string `json:"format"` // json, wecom, dingtalk, feishu
	// Events are kinds, or families like complaint.*; none means all.
	Events []string `json:"events,omitempty"`
	// Quiet are hours of the depot's day in which only critical complaints are told; the rest waits for their end.
	Quiet    *ClockRange `json:"quiet,omitempty"`
	Disabled bool        `json:"disabled,omitempty"`
}

// WebhookPut is WebhookBody with what is never shown again.
type WebhookPut struct {
	WebhookBody
	// RobotSecret signs messages to a DingTalk or Feishu robot that asks for it; "" leaves the old one.
	RobotSecret string `json:"robotSecret,omitempty"`
	// RotateSecret makes a new secret; for a day messages carry both signatures.
	RotateSecret bool `json:"rotateSecret,omitempty"`
}

// Webhook is an endpoint that is told what happens from its making on.
type Webhook struct {
	Meta
	WebhookBody
	// Secret verifies messages of the format json: whsec_ and base64. It is shown when it is made, and never again.
	Secret         string `json:"secret,omitempty"`
	OldSecret      string `json:"oldSecret,omitempty"`
	OldSecretUntil *Time  `json:"oldSecretUntil,omitempty"`
	RobotSecret    string `json:"robotSecret,omitempty"`
	// DisabledWhy says why the service switched it off: gone, when the endpoint answered 410.
	DisabledWhy string `json:"disabledWhy,omitempty"`
	By          string `json:"by,omitempty"`
}

// shown leaves the secrets out.
func (w *Webhook) shown() *Webhook {
	out := *w
	out.Secret, out.OldSecret, out.RobotSecret = "", "", ""
	return &out
}

// wants tells whether the endpoint is told of a notice.
func (w *Webhook) wants(n *Notice) bool {
	if w.Disabled || w.DepotID != "" && w.DepotID != n.DepotID || n.At.Before(w.CreatedAt.Time) {
		return false
	}
	if n.Kind == importStarted || n.Kind == importProgress { // for pages that show how far it is
		return slices.Contains(w.Events, n.Kind)
	}
	family, _, _ := strings.Cut(n.Kind, ".")
	return len(w.Events) == 0 || slices.Contains(w.Events, n.Kind) || slices.Contains(w.Events, family+".*")
}

func eventFilters() []string {
	return append([]string{"complaint.*", "appeal.*", "feedback.*", "bottles.*", "warning.*", "coaching.*", "idea.*", "sample.*", "card.*", "import.*"}, NoticeKinds...)
}

func (b *WebhookPut) validate(private bool) invalid {
	var bad invalid
	bad.text("/name", b.Name, 0, maxName)
	bad.choice("/format", b.Format, FormatJSON, FormatWeCom, FormatDingTalk, FormatFeishu)
	bad.check(validURL(b.URL, private), "/url", "field.format", "https://example.com/hook")
	bad.check(len(b.URL) <= maxURL, "/url", "field.too-long", maxURL)
	bad.text("/robotSecret", b.RobotSecret, 0, maxName)
	if b.Format == FormatJSON || b.Format == FormatWeCom {
		bad.check(b.RobotSecret == "", "/robotSecret", "field.not-here")
	}
	if bad.check(len(b.Events) <= 50, "/events", "field.too-many", 50) {
		for i, e := range b.Events {
			bad.choice("/events/"+strconv.Itoa(i), e, eventFilters()...)
		}
	}
	if b.Quiet != nil {
		bad.check(clockPattern.MatchString(b.Quiet.From) && b.Quiet.From != "24:00", "/quiet/from", "field.format", "21:00")
		bad.check(clockPattern.MatchString(b.Quiet.To), "/quiet/to", "field.format", "07:00")
		bad.check(b.Quiet.From != b.Quiet.To, "/quiet/to", "field.order", b.Quiet.From)
	}
	return bad
}

// validURL takes https; where private addresses are allowed also http.
func validURL(text string, private bool) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && !(private && u.Scheme == "http") {
		return false
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !private {
		return PublicAddress(a)
	}
	return private || !strings.EqualFold(u.Hostname(), "localhost")
}

// notPublic are the ranges that lead nowhere or back inside; private, loopback, link-local and multicast ones are
// known to netip.
var notPublic = func() (out []netip.Prefix) {
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}()

// PublicAddress tells whether an address is one of the open internet. Webhooks go to no other, unless that is allowed.
func PublicAddress(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

// administersWebhook: supervisors those of their depots, managers and admins all.
func (c Caller) administersWebhook(depotID string) bool {
	return c.Is(Manager, Admin) || depotID != "" && c.Supervises(depotID)
}

// PutWebhook creates or replaces an endpoint. The secret is in the answer only when it was made just now.
// Errors: body.invalid, record.missing, record.stale.
func (s *Service) PutWebhook(ctx context.Context, c Caller, id string, m Match, b WebhookPut) (*Webhook, bool, error) {
	bad := b.validate(s.privateWebhooks)
	if b.DepotID == "" {
		bad.check(c.administersWebhook(""), "/depotId", "field.required")
	} else {
		_, err := s.depot(ctx, b.DepotID)
		if err == nil && !c.administersWebhook(b.DepotID) {
			err = E("store.missing", "")
		}
		if err := bad.reference(err, "/depotId", b.DepotID); err != nil {
			return nil, false, err
		}
	}
	if n, err := s.store.Webhooks.Count(ctx, Filter{}, maxWebhooks+1); err != nil {
		return nil, false, err
	} else if n >= maxWebhooks {
		_, found, err := s.store.Webhooks.Find(ctx, id)
		if err != nil {
			return nil, false, err
		}
		bad.check(found, "/url", "field.too-many", maxWebhooks)
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	secret, err := s.webhookSecret()
	if err != nil {
		return nil, false, err
	}
	w, created, err := put(ctx, s.store.Webhooks, id, m, func(w *Webhook) error { return w.fill(c, b, secret, s.Now()) })
	if err != nil {
		return nil, false, err
	}
	s.sender.ready(id)
	out := w.shown()
	if w.Secret == secret {
		out.Secret = secret
	}
	return out, created, nil
}

// fill makes the stored endpoint of what was put; secret is used where a new one is wanted.
func (w *Webhook) fill(c Caller, b WebhookPut, secret string, now Time) error {
	if w.Version > 0 && !c.administersWebhook(w.DepotID) {
		return E("record.missing", "id")
	}
	if w.Disabled && !b.Disabled {
		w.DisabledWhy = ""
	}
	if b.Format != w.Format {
		w.RobotSecret = ""
	}
	w.WebhookBody = b.WebhookBody
	if b.RobotSecret != "" {
		w.RobotSecret = b.RobotSecret
	}
	switch {
	case w.Secret == "":
		w.Secret, w.By = secret, c.UserID
	case b.RotateSecret:
		w.OldSecret, w.OldSecretUntil, w.Secret = w.Secret, now.Add(oldSecretKept).Ptr(), secret
	}
	return nil
}

// webhookSecret is 32 random bytes as Standard Webhooks writes them.
func (s *Service) webhookSecret() (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", err
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(b), nil
}

// webhook is an endpoint that the caller administers, with its secrets.
func (s *Service) webhook(ctx context.Context, c Caller, id string) (*Webhook, error) {
	w, err := s.store.Webhooks.Get(ctx, id)
	if err == nil && !c.administersWebhook(w.DepotID) {
		err = E("store.missing", "")
	}
	return w, missing(err, "id")
}

// Webhook is one endpoint, without its secrets. Errors: record.missing.
func (s *Service) Webhook(ctx context.Context, c Caller, id string) (*Webhook, error) {
	w, err := s.webhook(ctx, c, id)
	if err != nil {
		return nil, err
	}
	return w.shown(), nil
}

// DeleteWebhook takes an endpoint away; what it was still to be told is told to nobody. Errors: record.missing.
func (s *Service) DeleteWebhook(ctx context.Context, c Caller, id string) error {
	if _, err := s.webhook(ctx, c, id); err != nil {
		return err
	}
	return s.store.Webhooks.Delete(ctx, id)
}

// ListWebhooks lists the endpoints of the caller's depots.
func (s *Service) ListWebhooks(ctx context.Context, c Caller, q ListQuery) (Page[Webhook], error) {
	f := q.filter()
	f.Ascending = true
	if !c.scopeDepots(&f, Supervisor) {
		return none[Webhook]()
	}
	page, err := s.store.Webhooks.List(ctx, f)
	for i := range page.Items {
		page.Items[i] = *page.Items[i].shown()
	}
	return page, err
}

// openWebhooks are the endpoints that are switched on.
func (s *Service) openWebhooks(ctx context.Context) ([]Webhook, error) {
	var out []Webhook
	err := s.store.Webhooks.All(ctx, Filter{Ascending: true}, func(w *Webhook) error {
		if !w.Disabled {
			out = append(out, *w)
		}
		return nil
	})
	return out, err
}
