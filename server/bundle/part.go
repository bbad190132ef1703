package bundle

import (
	"slices"

	"sitedraw/docs"
	"sitedraw/sampler"
	"sitedraw/server/transparency"
)

// The files of a bundle.
const (
	RecordPart = "record.json"
	PlanPart   = "plan.json"
	FramePart  = "frame.ndjson"

	sealPart       = "seal.json"
	secretPart     = "secret.txt"
	textsPart      = "texts.txt"
	beaconPart     = "beacon.json"
	keyPart        = "key.txt"
	checkpointPart = "checkpoint.txt"
	saltPart       = "salt.txt"

	readmeChinese = "说明.txt"
	readmeEnglish = "README.txt"
)

// tool is the rule or a program, which bundles have alike.
type tool struct {
	name string
	body []byte
}

// tools are what the bundle of a record has: that of a round which took something over
// from those before is by the rule of rounds, and takes one program more.
func tools(r *sampler.Record) []tool {
	if r.Coordination == nil {
		return drawTools()
	}
	return slices.Concat(drawTools(), roundTools())
}

func drawTools() []tool {
	return []tool{{"spec/draw-v1.md", docs.Spec}, {"verify.py", docs.Verify}, {"logproof.py", docs.LogProof}}
}

func roundTools() []tool {
	return []tool{{"spec/rounds-v1.md", docs.RoundsSpec}, {"rounds.py", docs.Rounds}}
}

// allTools are those of any bundle.
func allTools() []tool { return slices.Concat(drawTools(), roundTools()) }

// leafKinds are the kinds of leaves that a bundle may have, one of each, in the
// order in which they come into the log.
func leafKinds() []transparency.Kind {
	return []transparency.Kind{
		transparency.KindVersion, transparency.KindSeal, transparency.KindClosed, transparency.KindDraw,
		transparency.KindReleased, transparency.KindConcluded, transparency.KindWithdrawn,
	}
}

func leafPart(k transparency.Kind) string  { return "leaf-" + string(k) + ".json" }
func proofPart(k transparency.Kind) string { return "proof-" + string(k) + ".json" }

// sealParts are the files that belong to a seal, logParts those that belong to the
// log.
func sealParts() []string { return []string{secretPart, textsPart, beaconPart} }

func logParts() []string {
	list := []string{keyPart, checkpointPart, saltPart}
	for _, k := range leafKinds() {
		list = append(list, leafPart(k), proofPart(k))
	}
	return list
}

// knownParts are all files that a bundle may have.
func knownParts() []string {
	list := slices.Concat([]string{readmeChinese, readmeEnglish, RecordPart, PlanPart, FramePart, sealPart}, sealParts(), logParts())
	for _, t := range allTools() {
		list = append(list, t.name)
	}
	return list
}
