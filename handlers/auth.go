package handlers

import (
	"net/http"

	"github.com/skip2/go-qrcode"

	"crewcheck/models"
)

// LoginBody is how a person logs in.
type LoginBody struct {
	Phone  string `json:"phone"`
	Secret string `json:"secret"` // PIN or password
}

// RefreshBody is a refresh token.
type RefreshBody struct {
	RefreshToken string `json:"refreshToken"`
}

// PairBody is a pairing code as the supervisor's screen shows it.
type PairBody struct {
	Code string `json:"code"`
}

// PairingShown is a pairing code as a screen shows it.
type PairingShown struct {
	models.Pairing
	URL string `json:"url"` // opens the phone app, or the desk, with the code
	QR  string `json:"qr"`  // the URL as a QR code, SVG
}

// required refuses a body in which one of the texts (name, value, …) is empty or too long to be true.
func required(pairs ...string) error {
	e := &models.Error{Code: "body.invalid"}
	for i := 0; i < len(pairs); i += 2 {
		switch {
		case pairs[i+1] == "":
			e.Fields = append(e.Fields, models.FieldError{Field: "/" + pairs[i], Code: "field.required"})
		case len(pairs[i+1]) > maxParameter:
			e.Fields = append(e.Fields, models.FieldError{Field: "/" + pairs[i], Code: "field.too-long", Args: []any{maxParameter}})
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

func login(r *Request) error {
	b, err := Decode[LoginBody](r)
	if err != nil {
		return err
	}
	if err := required("phone", b.Phone, "secret", b.Secret); err != nil {
		return err
	}
	out, err := r.API.cfg.Service.Login(r.Context(), b.Phone, b.Secret, r.Address())
	return r.private(out, err)
}

func refresh(r *Request) error {
	b, err := Decode[RefreshBody](r)
	if err != nil {
		return err
	}
	if err := required("refreshToken", b.RefreshToken); err != nil {
		return err
	}
	key, err := r.key()
	if err != nil {
		return err
	}
	out, err := r.API.cfg.Service.Refresh(r.Context(), b.RefreshToken, key)
	return r.private(out, err)
}

func pair(r *Request) error {
	b, err := Decode[PairBody](r)
	if err != nil {
		return err
	}
	if err := required("code", b.Code); err != nil {
		return err
	}
	out, err := r.API.cfg.Service.Pair(r.Context(), b.Code, r.Address())
	return r.private(out, err)
}

// private answers with something that no cache may keep.
func (r *Request) private(v any, err error) error {
	if err != nil {
		return err
	}
	r.Set("Cache-Control", "no-store")
	return r.OK(v)
}

func logout(r *Request) error {
	if err := r.API.cfg.Service.Logout(r.Context(), r.Caller); err != nil {
		return err
	}
	return r.Send(http.StatusNoContent, nil)
}

func me(r *Request) error {
	u, err := r.API.cfg.Service.User(r.Context(), r.Caller, r.Caller.UserID)
	return r.one(u, err)
}

func setSecret(r *Request) error {
	b, err := Decode[models.SecretBody](r)
	if err != nil {
		return err
	}
	if err := r.API.cfg.Service.SetOwnSecret(r.Context(), r.Caller, b, r.Address()); err != nil {
		return err
	}
	return r.Send(http.StatusNoContent, nil)
}

func jwks(r *Request) error {
	set, err := r.API.cfg.Service.JWKS(r.Context())
	if err != nil {
		return err
	}
	r.Set("Cache-Control", "public, max-age=300")
	return r.OK(set)
}

func listUsers(r *Request) error {
	q, err := DecodeQuery[UserQuery](r)
	if err != nil {
		return err
	}
	if q.Locked {
		return list(r, "users", q, r.API.cfg.Service.LockedUsers)
	}
	return list(r, "users", q, r.API.cfg.Service.ListUsers)
}

func listNames(r *Request) error {
	q, err := DecodeQuery[NamesQuery](r)
	if err != nil {
		return err
	}
	names, err := r.API.cfg.Service.Names(r.Context(), r.Caller, q.IDs)
	if err != nil {
		return err
	}
	return r.OK(List[models.PersonName]{Items: names})
}

func getUser(r *Request) error { return get(r, r.API.cfg.Service.User) }

func putUser(r *Request) error { return put(r, r.API.cfg.Service.PutUser) }

// pairPages are the pages that take a pairing code, by where it opens.
var pairPages = map[string]string{"phone": "/pair", "desk": "/desk/pair"}

func createPairing(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p, err := r.API.cfg.Service.CreatePairing(r.Context(), r.Caller, id)
	if err != nil {
		return err
	}
	out := PairingShown{Pairing: *p, URL: r.publicURL() + pairPages[p.At] + "#" + p.Code}
	code, err := qrcode.New(out.URL, qrcode.Medium)
	if err != nil {
		return err
	}
	out.QR = svgOf(code.Bitmap())
	r.Set("Cache-Control", "no-store")
	return r.Send(http.StatusCreated, out)
}

func userAccess(r *Request) error { return plain(r, r.API.cfg.Service.AccessOf) }

func unlockUser(r *Request) error { return plain(r, r.API.cfg.Service.UnlockUser) }

func endSessions(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.API.cfg.Service.EndSessions(r.Context(), r.Caller, id); err != nil {
		return err
	}
	return r.Send(http.StatusNoContent, nil)
}
