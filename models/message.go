package models

import "context"

// States of a message. It is recorded on the phone and delivered when the server has it; messages of before there
// were states read as delivered.
const (
	MessageDelivered = "delivered"
	MessageRead      = "read"
	MessageAnswered  = "answered"
)

// messageDays is the working day after a message on which the venue has its answer.
const messageDays = 1

// delivered fills in the state of a message that has just come, and by when it is to be answered.
func (s *Service) delivered(ctx context.Context, m *Message) error {
	depot, err := s.depot(ctx, m.DepotID)
	if err != nil {
		return err
	}
	m.State = MessageDelivered
	_, m.DueAt = depot.workingDay(DateOf(m.ReceivedAt.In(depot.zone())), messageDays)
	return nil
}

// OverdueMessages lists the messages that are not answered though their time is over, the newest first.
func (s *Service) OverdueMessages(ctx context.Context, c Caller, q ListQuery) (Page[Message], error) {
	f := q.filter()
	state := f.Equal["state"]
	if state == MessageAnswered || !c.messageScope(&f) {
		return none[Message]()
	}
	if f.In == nil {
		f.In = map[string][]any{}
	}
	if state == nil {
		f.In["state"] = []any{MessageDelivered, MessageRead, ""}
	}
	f.orMissing("state", MessageDelivered)
	if err := s.nameDepots(ctx, &f, "state"); err != nil {
		return Page[Message]{}, err
	}
	return kept(ctx, s.store.Messages, f, func(m *Message) bool { return !s.Now().Before(m.DueAt.Time) })
}

// addressed finds a message that the caller may read and answer for the company: the venue's salesperson and
// supervisors. Errors: record.missing, auth.forbidden.
func (s *Service) addressed(ctx context.Context, c Caller, id string) error {
	m, err := s.store.Messages.Get(ctx, id)
	if err != nil {
		return missing(err, "id")
	}
	if c.Supervises(m.DepotID) || c.Is(Sales) && c.AnswersFor(m.VenueID) {
		return nil
	}
	for _, crew := range c.CrewIDs {
		if crew == m.CrewID {
			return E("auth.forbidden", "")
		}
	}
	if c.AnswersFor(m.VenueID) {
		return E("auth.forbidden", "")
	}
	return E("record.missing", "id")
}

// ReadMessage notes that the message was read; the first reading counts. Errors: record.missing, auth.forbidden.
func (s *Service) ReadMessage(ctx context.Context, c Caller, id string) (*Message, error) {
	if err := s.addressed(ctx, c, id); err != nil {
		return nil, err
	}
	return s.store.Messages.Update(ctx, id, func(m *Message) error {
		if m.ReadAt != nil {
			return errKeep
		}
		m.State, m.ReadAt, m.ReadBy = MessageRead, s.Now().Ptr(), c.UserID
		return nil
	})
}

// MessageAnswer is what the venue is told.
type MessageAnswer struct {
	Text string `json:"text"`
}

// AnswerMessage answers a message, once; whoever answers has read it. The same text again changes nothing.
// Errors: record.missing, auth.forbidden, body.invalid, message.answered.
func (s *Service) AnswerMessage(ctx context.Context, c Caller, id string, b MessageAnswer) (*Message, error) {
	if err := s.addressed(ctx, c, id); err != nil {
		return nil, err
	}
	var bad invalid
	bad.text("/text", b.Text, 1, maxText)
	if err := bad.err(); err != nil {
		return nil, err
	}
	return s.store.Messages.Update(ctx, id, func(m *Message) error {
		if m.AnsweredAt != nil {
			if m.Answer == b.Text {
				return errKeep
			}
			return E("message.answered", "/text")
		}
		now := s.Now()
		if m.ReadAt == nil {
			m.ReadAt, m.ReadBy = now.Ptr(), c.UserID
		}
		m.State, m.Answer, m.AnsweredAt, m.AnsweredBy = MessageAnswered, b.Text, now.Ptr(), c.UserID
		return nil
	})
}

// PublicMessage is what the venue asked to pass on at a stop, and what came of it.
type PublicMessage struct {
	Text       string `json:"text"`
	RecordedAt Time   `json:"recordedAt"`
	ReadAt     *Time  `json:"readAt,omitempty"`
	Answer     string `json:"answer,omitempty"`
	AnsweredAt *Time  `json:"answeredAt,omitempty"`
}

// publicMessages fills in what was passed on from the stop, the oldest first.
func (s *Service) publicMessages(ctx context.Context, st *Stop, out *PublicReceipt) error {
	return s.store.Messages.All(ctx, Filter{Equal: map[string]any{"runId": st.RunID}, Ascending: true}, func(m *Message) error {
		if m.StopID == st.ID {
			out.Messages = append(out.Messages, PublicMessage{m.Text, m.RecordedAt, m.ReadAt, m.Answer, m.AnsweredAt})
		}
		return nil
	})
}
