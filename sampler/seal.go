package sampler

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
)

// Seal fixes a draw before anybody can know its seed: draw-v1 §10. It is public
// from the moment it is published; the secret is not.
type Seal struct {
	Frame  Digest // of the frame file
	Plan   Digest // of the canonical plan
	Secret Digest // SHA-256 of the secret's 64 hex digits
	Beacon *BeaconRound
	Closes string // RFC 3339: until then texts are taken
	Opens  string // RFC 3339: then the draw is made
}

// BeaconRound names the public randomness that a seal waits for.
type BeaconRound struct {
	Chain string // hex
	Round uint64
}

// secretBytes is how many random bytes a secret has.
const secretBytes = 32

// NewSecret reads 32 bytes from a source of randomness, which for a real draw is
// the system's, and returns the secret as 64 hex digits.
func NewSecret(random io.Reader) (string, error) {
	var b [secretBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	return hex.EncodeToString(b[:]), nil
}

// SecretDigest returns the digest by which a seal commits to a secret.
func SecretDigest(secret string) Digest { return sha256.Sum256([]byte(secret)) }

// NewSeal checks the times, ErrTime and ErrTimeOrder, and that the beacon's
// round comes after the seal closes.
func NewSeal(s Seal) (Seal, error) {
	closes, err := sealTime("closes", s.Closes)
	if err != nil {
		return Seal{}, err
	}
	opens, err := sealTime("opens", s.Opens)
	if err != nil {
		return Seal{}, err
	}
	if closes.After(opens) {
		return Seal{}, &geo.Error{Code: ErrTimeOrder, At: geo.Place{Column: "closes"}, Value: s.Closes, Want: s.Opens}
	}
	if s.Beacon != nil {
		if err := s.Beacon.after(closes); err != nil {
			return Seal{}, geo.InColumn(err, "beacon")
		}
	}
	return s, nil
}

func sealTime(member, value string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return t, &geo.Error{Code: ErrTime, At: geo.Place{Column: member}, Value: value, Err: err}
	}
	return t, nil
}

// ClosesAt and OpensAt return the times of a seal that NewSeal has checked.
func (s *Seal) ClosesAt() time.Time { t, _ := time.Parse(time.RFC3339, s.Closes); return t }

// OpensAt is when the draw is made.
func (s *Seal) OpensAt() time.Time { t, _ := time.Parse(time.RFC3339, s.Opens); return t }

// AppendSeal appends the seal's object in canonical form.
func AppendSeal(b []byte, s *Seal) []byte {
	m := openObject(b)
	if s.Beacon != nil {
		m.name("beacon")
		beacon := openObject(m.b)
		beacon.text("chain", s.Beacon.Chain)
		beacon.integer("round", int64(s.Beacon.Round))
		m.b = beacon.close()
	}
	m.text("closes", s.Closes)
	m.text("frame", s.Frame.String())
	m.text("opens", s.Opens)
	m.text("plan", s.Plan.String())
	m.text("secret", s.Secret.String())
	return m.close()
}

// Digest returns the seal itself: the SHA-256 of its object.
func (s *Seal) Digest() Digest { return digestOf(AppendSeal(nil, s)) }

// maxSeal is the longest seal object in bytes.
const maxSeal = 1 << 12

// ReadSeal reads a seal's object, refusing every byte that is not canonical but
// one LF at the end.
func ReadSeal(r io.Reader) (Seal, error) {
	var b strings.Builder
	n, err := io.Copy(&b, io.LimitReader(r, maxSeal+1))
	if err != nil {
		return Seal{}, err
	}
	if n > maxSeal {
		return Seal{}, &geo.Error{Code: ErrJSONLong, Want: strconv.Itoa(maxSeal)}
	}
	text := strings.TrimSuffix(b.String(), "\n")
	reader := &jsonReader{src: text}
	s := reader.seal()
	reader.end()
	if reader.err != nil {
		return Seal{}, reader.err
	}
	if s, err = NewSeal(s); err != nil {
		return Seal{}, err
	}
	if again := string(AppendSeal(nil, &s)); again != text {
		return Seal{}, notCanonical(text, again)
	}
	return s, nil
}

func (r *jsonReader) seal() Seal {
	var s Seal
	r.object(func(name string) {
		switch name {
		case "frame":
			s.Frame = r.hex32()
		case "plan":
			s.Plan = r.hex32()
		case "secret":
			s.Secret = r.hex32()
		case "closes":
			s.Closes = r.text()
		case "opens":
			s.Opens = r.text()
		case "beacon":
			s.Beacon = r.beaconRound()
		default:
			r.unknown(name, []string{"beacon", "closes", "frame", "opens", "plan", "secret"})
		}
	})
	return s
}

func (r *jsonReader) beaconRound() *BeaconRound {
	var b BeaconRound
	r.object(func(name string) {
		switch name {
		case "chain":
			b.Chain = r.text()
		case "round":
			b.Round = uint64(max(0, r.count()))
		default:
			r.unknown(name, []string{"chain", "round"})
		}
	})
	return &b
}

// Opening is what turns a seal into a seed.
type Opening struct {
	Secret    string   // 64 hex digits
	Signature string   // of the beacon's round in hex; empty without a beacon
	Texts     []string // contributed by others, in the order of arrival
}

// Seed checks the opening against the seal and returns the draw's seed. The
// errors are ErrSecret, ErrBeaconMissing, those of VerifyBeacon and of texts.
func (s *Seal) Seed(o Opening) (string, error) {
	if SecretDigest(o.Secret) != s.Secret {
		return "", &geo.Error{Code: ErrSecret}
	}
	for _, text := range o.Texts {
		if err := geo.CheckText(text); err != nil {
			return "", geo.InColumn(err, "text")
		}
	}
	if (s.Beacon == nil) != (o.Signature == "") {
		return "", &geo.Error{Code: ErrBeaconMissing}
	}
	randomness := ""
	if s.Beacon != nil {
		var err error
		if randomness, err = VerifyBeacon(s.Beacon.Chain, s.Beacon.Round, o.Signature); err != nil {
			return "", err
		}
	}
	return sealedSeed(s.Digest(), o.Secret, randomness, o.Texts), nil
}

// sealedSeed is hex SHA-256("draw-v1 seed" LF seal LF secret LF beacon [LF text]…).
func sealedSeed(seal Digest, secret, beacon string, texts []string) string {
	parts := append([]string{Spec + " seed", seal.String(), secret, beacon}, texts...)
	return digestOf([]byte(strings.Join(parts, "\n"))).String()
}

// Practice reports whether the ceremony proves nothing about its seed: nobody
// but the one who sealed had a say in it. Empty texts are no say.
func (s *Seal) Practice(o Opening) bool {
	return s.Beacon == nil && !slices.ContainsFunc(o.Texts, func(text string) bool { return text != "" })
}

// CheckDraw returns ErrSealFrame or ErrSealPlan unless frame and plan are those
// that were sealed.
func (s *Seal) CheckDraw(f *Frame, p *Plan) error {
	if f.digest != s.Frame {
		return &geo.Error{Code: ErrSealFrame, Value: f.digest.String(), Want: s.Frame.String()}
	}
	if d := p.Digest(); d != s.Plan {
		return &geo.Error{Code: ErrSealPlan, Value: d.String(), Want: s.Plan.String()}
	}
	return nil
}
