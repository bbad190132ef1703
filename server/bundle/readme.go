package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// about are the sentences on the files, by name.
var about = map[string]geo.Code{
	RecordPart: "readme.record", PlanPart: "readme.plan", FramePart: "readme.frame", sealPart: "readme.seal",
	secretPart: "readme.secret", textsPart: "readme.texts", beaconPart: "readme.beacon",
	checkpointPart: "readme.checkpoint", keyPart: "readme.key", saltPart: "readme.salt",
	leafPart(transparency.KindVersion): "readme.log-version", leafPart(transparency.KindSeal): "readme.log-seal",
	leafPart(transparency.KindClosed): "readme.log-closed", leafPart(transparency.KindDraw): "readme.log-draw",
	leafPart(transparency.KindReleased): "readme.log-released", leafPart(transparency.KindConcluded): "readme.log-concluded",
	leafPart(transparency.KindWithdrawn): "readme.log-withdrawn",
	"spec/draw-v1.md":                    "readme.spec", "verify.py": "readme.verify", "logproof.py": "readme.logproof",
	"spec/rounds-v1.md": "readme.spec-rounds", "rounds.py": "readme.rounds",
}

// page is a readme being written.
type page struct {
	texts *text.Catalogue
	b     strings.Builder
}

func (p *page) say(key geo.Code) { p.b.WriteString(p.texts.Text(key, nil) + "\n") }

// command writes a line to be typed, and what it must print, if that is known.
func (p *page) command(line, prints string) {
	p.b.WriteString("\n    " + line + "\n")
	if prints != "" {
		p.b.WriteString("    = " + prints + "\n")
	}
}

func (p *page) section(key geo.Code) {
	p.b.WriteString("\n")
	p.say(key)
}

// readme says in one language what the files are and how to check them. Its
// commands hold this bundle's own numbers.
func (b *Bundle) readme(texts *text.Catalogue, files []file) string {
	p := &page{texts: texts}
	p.say("readme.head")
	p.section("readme.files")
	for _, f := range files {
		if key := about[f.name]; key != "" {
			p.b.WriteString("\n  " + f.name + "\n    " + texts.Text(key, nil) + "\n")
		}
	}
	p.section("readme.program")
	p.command("sitedraw verify draw.zip", "")
	if b.Log != nil {
		p.section("readme.program-key")
		p.command("sitedraw verify draw.zip --key "+b.Log.Key, "")
	}
	if b.Record.Coordination == nil {
		p.section("readme.python")
		p.command("python3 verify.py "+RecordPart+" "+FramePart, "")
	} else {
		p.section("readme.python-round")
		p.command("python3 rounds.py "+RecordPart+" "+FramePart, "")
	}
	if b.Log != nil {
		b.Log.python(p)
	}
	p.section("readme.hand")
	p.command("sha256sum "+RecordPart, b.Record.Digest().String())
	p.command("sha256sum "+PlanPart, b.Record.Plan.Digest().String())
	p.command("sha256sum "+FramePart, b.Record.FrameDigest.String())
	if b.Seal != nil {
		b.Seal.byHand(p, b.Record.Seed)
	}
	if b.Log != nil {
		b.Log.byHand(p, b.Record.Digest())
	}
	return p.b.String()
}

func (l *Log) python(p *page) {
	p.section("readme.python-log")
	for i := range l.Leaves {
		kind := l.Leaves[i].Kind
		p.command("python3 logproof.py "+l.Key+" inclusion "+checkpointPart+" "+proofPart(kind)+" "+leafPart(kind), "")
	}
}

// byHand shows how the seed follows from what was sealed.
func (s *Sealed) byHand(p *page, seed string) {
	p.section("readme.hand-seal")
	p.command("sha256sum "+sealPart, s.Seal.Digest().String())
	if !s.Published {
		return
	}
	p.command("sha256sum "+secretPart, s.Seal.Secret.String())
	beacon := ""
	if raw, err := hex.DecodeString(s.Opening.Signature); err == nil && len(raw) > 0 {
		sum := sha256.Sum256(raw)
		beacon = hex.EncodeToString(sum[:])
		p.command("printf "+s.Opening.Signature+" | xxd -r -p | sha256sum", beacon)
	}
	p.section("readme.hand-seed")
	line := `printf '` + sampler.Spec + ` seed\n%s\n%s\n%s' ` + s.Seal.Digest().String() + " " + s.Opening.Secret + " '" + beacon + "'"
	if len(s.Opening.Texts) > 0 {
		line = "{ " + line + `; while IFS= read -r text; do printf '\n%s' "$text"; done < ` + textsPart + "; }"
	}
	p.command(line+" | sha256sum", seed)
}

// byHand shows how the commitment follows from salt and record.
func (l *Log) byHand(p *page, record sampler.Digest) {
	var made transparency.Draw
	var released transparency.Released
	for i := range l.Leaves {
		leaf, err := transparency.ParseLeaf(l.Leaves[i].Data)
		if err != nil {
			continue // a reader of the bundle is told
		}
		switch e := leaf.Entry.(type) {
		case transparency.Draw:
			made = e
		case transparency.Released:
			released = e
		default:
		}
	}
	salt := released.Salt
	if salt == (transparency.Digest{}) {
		salt = l.Salt
	}
	if made.Number > 0 && salt != (transparency.Digest{}) {
		p.section("readme.hand-commitment")
		p.command("printf "+salt.String()+record.String()+" | xxd -r -p | sha256sum", made.Commitment.String())
	}
}
