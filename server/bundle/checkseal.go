package bundle

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// checkSeal checks that frame and plan are those that were sealed, and that the
// seed is what the seal's opening gives.
func (i *inspection) checkSeal() error {
	if !i.has(sealPart) {
		for _, name := range sealParts() {
			if i.has(name) {
				return &geo.Error{Code: ErrAlone, Value: name, Want: sealPart}
			}
		}
		i.note(NotedNoSeal, "")
		return nil
	}
	err := i.with(sealPart, maxSmall, func(r io.Reader) error {
		seal, err := sampler.ReadSeal(r)
		i.seal = &seal
		return err
	})
	if err != nil {
		return err
	}
	if err := i.seal.CheckDraw(i.Frame, &i.Record.Plan); err != nil {
		return geo.InFile(err, sealPart)
	}
	i.hold(HeldSeal, i.seal.Digest().String(), "")
	if err := i.readOpening(); err != nil {
		return err
	}
	if !i.has(secretPart) {
		i.note(NotedUnopened, "")
		return nil
	}
	return i.checkSeed()
}

func (i *inspection) checkSeed() error {
	seed, err := i.seal.Seed(i.opening)
	if err != nil {
		return geo.InFile(err, sealPart)
	}
	if seed != i.Record.Seed {
		return &geo.Error{Code: ErrSeed, At: geo.Place{File: RecordPart, Column: "seed"}, Value: i.Record.Seed, Want: seed}
	}
	round := ""
	if i.seal.Beacon != nil {
		round = strconv.FormatUint(i.seal.Beacon.Round, 10)
	}
	i.hold(HeldSeed, strconv.Itoa(len(i.opening.Texts)), round)
	if i.seal.Practice(i.opening) {
		i.note(NotedPractice, "")
	}
	return nil
}

// readOpening reads secret, texts and signature, as far as they are there.
func (i *inspection) readOpening() error {
	var err error
	if i.opening.Secret, err = i.small(secretPart); err != nil {
		return err
	}
	texts, err := i.small(textsPart)
	if err != nil {
		return err
	}
	if texts != "" {
		lines, whole := strings.CutSuffix(texts, "\n")
		if !whole {
			return &geo.Error{Code: ErrText, At: geo.Place{File: textsPart}}
		}
		i.opening.Texts = strings.Split(lines, "\n")
	}
	return i.readBeacon()
}

func (i *inspection) readBeacon() error {
	source, err := i.small(beaconPart)
	if err != nil || !i.has(beaconPart) {
		return err
	}
	var b beacon
	wrong := &geo.Error{Code: ErrBeacon, At: geo.Place{File: beaconPart}}
	if wrong.Err = json.Unmarshal([]byte(source), &b); wrong.Err != nil {
		return wrong
	}
	if i.seal.Beacon == nil || source != string(appendBeacon(i.seal.Beacon, b.Signature)) {
		return wrong
	}
	i.opening.Signature = b.Signature
	return nil
}
