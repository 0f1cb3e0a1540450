package models

import (
	"context"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// A ticket stands for a login in the address of one download, which a browser fetches without a header of ours and writes to disk
// while it comes. It is good for that address alone, for a minute, and while the login lasts.
const (
	ticketAudience = "crewcheck-download"
	TicketTTL      = time.Minute
)

// Ticket is the address of a download with its ticket.
type Ticket struct {
	URL       string `json:"url"`
	ExpiresAt Time   `json:"expiresAt"`
}

// CreateTicket makes a ticket for an address, path and query.
func (s *Service) CreateTicket(ctx context.Context, c Caller, address string) (*Ticket, error) {
	until := At(s.clock().Add(TicketTTL))
	token, err := s.signClaims(ctx, TicketTTL, &claims{
		RegisteredClaims: jwt.RegisteredClaims{Audience: jwt.ClaimStrings{ticketAudience}, Subject: c.UserID},
		SessionID:        c.SessionID, Address: contentHash(address),
	})
	if err != nil {
		return nil, err
	}
	return &Ticket{URL: address + "&ticket=" + token, ExpiresAt: until}, nil
}

// RedeemTicket finds the caller behind a ticket for an address. Errors: auth.invalid, auth.expired.
func (s *Service) RedeemTicket(ctx context.Context, ticket, address string) (Caller, error) {
	c, err := s.verify(ctx, ticket, ticketAudience)
	if err != nil {
		return Caller{}, err
	}
	if c.Address != contentHash(address) {
		return Caller{}, E("auth.invalid", "ticket")
	}
	return s.stillIn(ctx, c.caller())
}
