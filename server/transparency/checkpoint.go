package transparency

import (
	"cmp"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/geo"
)

// maxCheckpoint is the longest checkpoint in bytes, with all its signatures.
const maxCheckpoint = 1 << 16

// Checkpoint names all that a log held at one moment: C2SP tlog-checkpoint.
type Checkpoint struct {
	Origin     string    // name of the log and of the key that signs for it
	Size       int64     // in leaves
	Root       tlog.Hash // of the tree
	Extensions []string  // further lines, each a text of at least one byte
}

// CheckOrigin refuses what cannot name a log: an identifier without spaces and
// without +, such as "draws.example.gov.cn/2026".
func CheckOrigin(origin string) error {
	if err := geo.CheckIdentifier(origin); err != nil {
		return err
	}
	if strings.Contains(origin, "+") || strings.IndexFunc(origin, unicode.IsSpace) >= 0 {
		return &geo.Error{Code: ErrOriginName, Value: origin}
	}
	return nil
}

func (c *Checkpoint) check() error {
	err := cmp.Or(inColumn("origin", CheckOrigin(c.Origin)), checkFrom(0, "size", c.Size))
	for _, line := range c.Extensions {
		err = cmp.Or(err, inColumn("extension", geo.CheckTextLength(line, maxCheckpoint/2)))
	}
	return err
}

// body is what is signed.
func (c *Checkpoint) body() string {
	lines := append([]string{c.Origin, strconv.FormatInt(c.Size, 10), c.Root.String()}, c.Extensions...)
	return strings.Join(lines, "\n") + "\n"
}

// Sign returns the checkpoint as a signed note. The same checkpoint has the same
// bytes whenever it is signed.
func Sign(c Checkpoint, signer note.Signer) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	if c.Origin != signer.Name() {
		return "", &geo.Error{Code: ErrOrigin, Value: c.Origin, Want: signer.Name()}
	}
	signed, err := note.Sign(&note.Note{Text: c.body()}, signer)
	if err != nil {
		return "", &geo.Error{Code: ErrKey, Kind: geo.Internal, Err: err}
	}
	if err := checkLength(len(signed), maxCheckpoint); err != nil {
		return "", err
	}
	return string(signed), nil
}

// Open returns the checkpoint that a signed note holds, if the verifier's key
// signed it and it is of the log of that name. Signatures of others, which
// witnesses add, may stand beside it and are not looked at.
func Open(signed string, verifier note.Verifier) (Checkpoint, error) {
	if err := checkLength(len(signed), maxCheckpoint); err != nil {
		return Checkpoint{}, err
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, unsigned(err, verifier.Name())
	}
	// The library lets pass base64 that ends in bits beyond the signature.
	if _, err := base64.StdEncoding.Strict().DecodeString(opened.Sigs[0].Base64); err != nil {
		return Checkpoint{}, &geo.Error{Code: ErrSignature, Want: verifier.Name(), Err: err}
	}
	c, err := parseBody(opened.Text)
	if err == nil && c.Origin != verifier.Name() {
		err = &geo.Error{Code: ErrOrigin, Value: c.Origin, Want: verifier.Name()}
	}
	if err != nil {
		return Checkpoint{}, err
	}
	return c, nil
}

// unsigned tells what is no note from what somebody else signed.
func unsigned(err error, name string) error {
	_, unverified := errors.AsType[*note.UnverifiedNoteError](err)
	_, invalid := errors.AsType[*note.InvalidSignatureError](err)
	if unverified || invalid {
		return &geo.Error{Code: ErrSignature, Want: name, Err: err}
	}
	return &geo.Error{Code: ErrCheckpoint, Err: err}
}

// parseBody reads what body writes.
func parseBody(body string) (Checkpoint, error) {
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	if len(lines) < 3 {
		return Checkpoint{}, &geo.Error{Code: ErrCheckpoint, Value: strconv.Itoa(len(lines)), Want: "3 …"}
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return Checkpoint{}, lineError(2, lines[1], "0 … "+strconv.Itoa(MaxSize))
	}
	root, ok := parseHash(lines[2])
	if !ok {
		return Checkpoint{}, lineError(3, lines[2], "base64")
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if len(lines) > 3 {
		c.Extensions = lines[3:]
	}
	return c, cmp.Or(c.check(), sameBytes(body, c.body()))
}

func lineError(line int, value, want string) error {
	return &geo.Error{Code: ErrCheckpoint, At: geo.Place{Line: line}, Value: excerpt(value, 0), Want: want}
}
