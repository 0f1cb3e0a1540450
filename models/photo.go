package models

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"golang.org/x/image/webp"
)

// MaxPhoto is the largest picture, in bytes.
const MaxPhoto = 5 << 20

// maxPhotoPixels is the largest picture by width × height: what shows it unpacks four bytes for each.
const maxPhotoPixels = 64 << 20

// photoHeads read the size of a picture out of its first bytes, by its type.
var photoHeads = map[string]func(io.Reader) (image.Config, error){
	"image/jpeg": jpeg.DecodeConfig, "image/png": png.DecodeConfig, "image/webp": webp.DecodeConfig,
}

// maxGrants bounds who may see one picture; the first ones stay.
const maxGrants = 64

// photoType recognises a picture by its first bytes; "" when it is none that is taken.
func photoType(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xD8, 0xFF}):
		return "image/jpeg"
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(b) >= 12 && bytes.Equal(b[:4], []byte("RIFF")) && bytes.Equal(b[8:12], []byte("WEBP")):
		return "image/webp"
	}
	return ""
}

// checkPhoto finds the type of a picture that may be stored under the SHA-256 of its bytes. Errors: body.invalid,
// body.too-large, photo.digest, photo.type, photo.unreadable, photo.pixels.
func checkPhoto(sha string, data []byte) (kind string, err error) {
	if !shaPattern.MatchString(sha) {
		return "", &Error{Code: "body.invalid", Fields: []FieldError{{"sha256", "field.format", []any{"SHA-256, 64 × [0-9a-f]"}}}}
	}
	if len(data) > MaxPhoto {
		return "", E("body.too-large", "", MaxPhoto)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != sha {
		return "", E("photo.digest", "sha256")
	}
	if kind = photoType(data); kind == "" {
		return "", E("photo.type", "Content-Type")
	}
	head, err := photoHeads[kind](bytes.NewReader(data))
	if err != nil || head.Width < 1 || head.Height < 1 {
		return "", E("photo.unreadable", "sha256").Because(err)
	}
	if head.Width > maxPhotoPixels/head.Height {
		return "", E("photo.pixels", "sha256", maxPhotoPixels)
	}
	return kind, nil
}

// PutPhoto stores a picture under the SHA-256 of its bytes; again is fine. Errors: those of checkPhoto.
func (s *Service) PutPhoto(ctx context.Context, c Caller, sha string, data []byte) (*Photo, bool, error) {
	kind, err := checkPhoto(sha, data)
	if err != nil {
		return nil, false, err
	}
	return s.keepPhoto(ctx, c, sha, kind, data)
}

func (s *Service) keepPhoto(ctx context.Context, c Caller, sha, kind string, data []byte) (*Photo, bool, error) {
	if err := s.markPrint(ctx, sha); err != nil {
		return nil, false, err
	}
	if err := s.store.PutBlob(ctx, sha, data); err != nil {
		return nil, false, err
	}
	created := false
	p, err := s.store.Photos.Upsert(ctx, sha, func(p *Photo) error {
		created = p.Version == 0
		p.Type, p.Size = kind, int64(len(data))
		return p.grant(c.grants()[:1])
	})
	if err != nil {
		return nil, false, err
	}
	return p, created, s.grantWaiting(ctx, sha)
}

// grant adds who may see the picture; errKeep when nothing is new.
func (p *Photo) grant(to []string) error {
	before := len(p.Grants)
	for _, g := range to {
		if !slices.Contains(p.Grants, g) && len(p.Grants) < maxGrants {
			p.Grants = append(p.Grants, g)
		}
	}
	if len(p.Grants) == before && p.Version > 0 {
		return errKeep
	}
	return nil
}

// grants are the names under which the caller may see pictures; the first is the caller alone.
func (c Caller) grants() []string {
	out := []string{"user:" + c.UserID}
	for _, id := range c.CrewIDs {
		out = append(out, "crew:"+id)
	}
	if c.Is(Supervisor) {
		for _, id := range c.DepotIDs {
			out = append(out, "depot:"+id)
		}
	}
	if c.IsCrew() {
		for _, id := range c.DepotIDs {
			out = append(out, "crews:"+id)
		}
	}
	if c.Is(VenueRole, Sales) {
		for _, id := range c.VenueIDs {
			out = append(out, "venue:"+id)
		}
	}
	if c.Is(Sales) {
		for _, id := range c.VenueIDs {
			out = append(out, "sales:"+id)
		}
	}
	return out
}

// workGrants are who sees the pictures of a crew's work: the crew, its supervisors, and the salespeople of the venue,
// where it was at one. The venue itself does not.
func workGrants(crewID, depotID, venueID string) []string {
	out := []string{"crew:" + crewID, "depot:" + depotID}
	if venueID != "" {
		out = append(out, "sales:"+venueID)
	}
	return out
}

// grantPhotos lets others see pictures. A picture that is still on its way is noted, so that the
// grant holds when it arrives.
func (s *Service) grantPhotos(ctx context.Context, photos []string, to ...string) error {
	for _, sha := range photos {
		_, err := s.store.Photos.Update(ctx, sha, func(p *Photo) error { return p.grant(to) })
		if !IsCode(err, "store.missing") {
			if err != nil {
				return err
			}
			continue
		}
		if _, err := s.store.waiting.Upsert(ctx, sha, func(p *Photo) error { return p.grant(to) }); err != nil {
			return err
		}
		// It may have arrived meanwhile.
		if err := s.grantWaiting(ctx, sha); err != nil {
			return err
		}
	}
	return nil
}

// grantWaiting gives a picture that is here the grants noted before it came.
func (s *Service) grantWaiting(ctx context.Context, sha string) error {
	w, found, err := s.store.waiting.Find(ctx, sha)
	if err != nil || !found {
		return err
	}
	_, err = s.store.Photos.Update(ctx, sha, func(p *Photo) error { return p.grant(w.Grants) })
	if IsCode(err, "store.missing") {
		return nil
	}
	return err
}

// Photo opens a picture the caller may see. Errors: record.missing.
func (s *Service) Photo(ctx context.Context, c Caller, sha string) (*Photo, io.ReadCloser, error) {
	p, err := s.store.Photos.Get(ctx, sha)
	if err != nil {
		return nil, nil, missing(err, "sha256")
	}
	if !c.Is(Manager, Admin) && !slices.ContainsFunc(c.grants(), func(g string) bool { return slices.Contains(p.Grants, g) }) {
		return nil, nil, E("record.missing", "sha256")
	}
	r, _, err := s.store.GetBlob(ctx, sha)
	return p, r, missing(err, "sha256")
}
