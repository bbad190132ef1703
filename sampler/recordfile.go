package sampler

import (
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// MaxRecord is the longest record in bytes; half a million picks fit.
const MaxRecord = 1 << 27

// ReadRecord reads a record to the end. It refuses every byte that is not
// canonical, so a record that is read back has the digest of the bytes read.
func ReadRecord(r io.Reader) (*Record, error) {
	var text strings.Builder
	n, err := io.Copy(&text, io.LimitReader(r, MaxRecord+1))
	if err != nil {
		return nil, err
	}
	if n > MaxRecord {
		return nil, &geo.Error{Code: ErrJSONLong, Want: strconv.Itoa(MaxRecord)}
	}
	return ParseRecord(text.String())
}

// ParseRecord reads a record from its bytes.
func ParseRecord(text string) (*Record, error) {
	r := &jsonReader{src: text}
	record := r.record()
	r.end()
	if r.err != nil {
		return nil, r.err
	}
	var err error
	if record.Plan, err = NewPlan(record.Plan); err != nil {
		return nil, geo.InColumn(err, "plan")
	}
	if err := CheckSeed(record.Seed); err != nil {
		return nil, err
	}
	if again := string(AppendRecord(nil, record)); again != text {
		return nil, notCanonical(text, again)
	}
	return record, nil
}

var (
	recordMembers    = []string{"coordination", "frame", "picks", "plan", "seed", "shortfalls", "spec"}
	frameMembers     = []string{"digest", "sites"}
	pickMembers      = []string{"anchor", "from_mm", "id", "order", "role", "step", "stratum", "ticket", "to_mm", "within"}
	shortfallMembers = []string{"got", "step", "want", "within"}
)

func (r *jsonReader) record() *Record {
	record := &Record{}
	spec := ""
	r.object(func(name string) {
		switch name {
		case "spec":
			spec = r.text()
		case "seed":
			record.Seed = r.text()
		case "plan":
			record.Plan = r.plan()
		case "coordination":
			record.Coordination = r.coordination()
		case "frame":
			r.frameMember(record)
		case "picks":
			r.array(func(int) { record.Picks = append(record.Picks, r.pick()) })
		case "shortfalls":
			r.array(func(int) { record.Shortfalls = append(record.Shortfalls, r.shortfall()) })
		default:
			r.unknown(name, recordMembers)
		}
	})
	if r.err == nil && spec != record.spec() {
		r.fail(ErrSpecUnknown, spec, record.spec())
	}
	return record
}

func (r *jsonReader) frameMember(record *Record) {
	r.object(func(name string) {
		switch name {
		case "digest":
			record.FrameDigest = Digest(r.hex32())
		case "sites":
			record.FrameSites = int(r.integer())
		default:
			r.unknown(name, frameMembers)
		}
	})
}

func (r *jsonReader) pick() Pick {
	var p Pick
	var stretch Stretch
	ends := 0
	r.object(func(name string) {
		switch name {
		case "anchor":
			at := r.point()
			p.Anchor = &at
		case "from_mm":
			stretch.From = r.integer()
			ends++
		case "to_mm":
			stretch.To = r.integer()
			ends++
		case "id":
			p.ID = r.checkedText()
		case "order":
			p.Order = int(r.count())
		case "role":
			p.Role = Role(r.text())
		case "step":
			p.Step = r.checkedText()
		case "stratum":
			p.Stratum = r.checkedText()
		case "ticket":
			p.Ticket = r.hex32()
		case "within":
			p.Within = r.checkedText()
		default:
			r.unknown(name, pickMembers)
		}
	})
	if ends > 0 {
		p.Stretch = &stretch
	}
	if r.err == nil && p.Role != Main && p.Role != Reserve {
		r.fail(ErrChoice, string(p.Role), "main, reserve")
	}
	return p
}

func (r *jsonReader) shortfall() Shortfall {
	var s Shortfall
	r.object(func(name string) {
		switch name {
		case "got":
			s.Got = r.integer()
		case "want":
			s.Want = r.integer()
		case "step":
			s.Step = r.checkedText()
		case "within":
			s.Within = r.checkedText()
		default:
			r.unknown(name, shortfallMembers)
		}
	})
	return s
}

// checkedText reads a text and checks it.
func (r *jsonReader) checkedText() string {
	s := r.text()
	r.failed(geo.CheckText(s))
	return s
}

// hex32 reads 64 lower-case hex digits.
func (r *jsonReader) hex32() [32]byte {
	var out [32]byte
	s := r.text()
	if r.err != nil {
		return out
	}
	if len(s) != 64 || strings.ToLower(s) != s {
		r.fail(ErrHex, s, "64")
		return out
	}
	if _, err := hex.Decode(out[:], []byte(s)); err != nil {
		r.fail(ErrHex, s, "64")
	}
	return out
}
