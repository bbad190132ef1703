package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// decodeFile reads a file of data that offices may write themselves: one JSON
// value whose members are all known.
func decodeFile(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return &json.SyntaxError{Offset: decoder.InputOffset()} // something follows
	}
	return nil
}
