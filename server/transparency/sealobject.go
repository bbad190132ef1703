package transparency

import (
	"cmp"
	"encoding/json"
	"time"

	"sitedraw/geo"
)

// sealObject is the object of a seal as draw-v1 §10 writes it. The log checks
// that it is one, so that nothing else can hide behind a seal; whether its times
// and its round make sense is for whoever draws.
type sealObject struct {
	Beacon *sealBeacon `json:"beacon"`
	Closes string      `json:"closes"`
	Frame  Digest      `json:"frame"`
	Opens  string      `json:"opens"`
	Plan   Digest      `json:"plan"`
	Secret Digest      `json:"secret"`
}

type sealBeacon struct {
	Chain string `json:"chain"`
	Round int64  `json:"round"`
}

func checkSealObject(data []byte) error {
	if len(data) == 0 {
		return missing("object")
	}
	var o sealObject
	if err := json.Unmarshal(data, &o); err != nil {
		return inColumn("object", unread(err))
	}
	err := cmp.Or(
		o.Beacon.check(), checkTimeText("closes", o.Closes), checkTimeText("opens", o.Opens),
		sameBytes(string(data), string(o.append(nil))),
	)
	return inColumn("object", err)
}

func (o *sealObject) append(b []byte) []byte {
	members := []member{
		text("closes", o.Closes), text("frame", o.Frame.String()), text("opens", o.Opens),
		text("plan", o.Plan.String()), text("secret", o.Secret.String()),
	}
	if o.Beacon != nil {
		beacon := appendObject(nil, []member{text("chain", o.Beacon.Chain), number("round", o.Beacon.Round)})
		members = append(members, member{"beacon", beacon})
	}
	return appendObject(b, members)
}

func (b *sealBeacon) check() error {
	if b == nil {
		return nil
	}
	return cmp.Or(inColumn("chain", checkHex(b.Chain, len(Digest{}))), checkFrom(1, "round", b.Round))
}

// checkTimeText takes any RFC 3339 time, as seals may.
func checkTimeText(column, value string) error {
	if _, err := time.Parse(time.RFC3339, value); err != nil {
		return &geo.Error{Code: ErrTime, At: geo.Place{Column: column}, Value: excerpt(value, 0), Err: err}
	}
	return nil
}
