package store

import (
	"crypto/sha256"
	"strconv"
	"sync"

	"github.com/klauspost/compress/zstd"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Packed is a body as a store keeps it.
type Packed struct {
	Digest sampler.Digest // SHA-256 of the body
	Size   int64          // of the body in bytes
	Body   []byte         // Zstandard
}

// MaxBody is the longest body that is kept as one.
const MaxBody = 1 << 27

// packer compresses without a goroutine of its own; its level costs less than
// writing what it saves.
var packer = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
})

var unpacker = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxBody))
})

// Pack makes a body ready to be kept.
func Pack(body []byte) (Packed, error) {
	e, err := packer()
	if err != nil {
		return Packed{}, err
	}
	return Packed{Digest: sha256.Sum256(body), Size: int64(len(body)), Body: e.EncodeAll(body, nil)}, nil
}

// Unpack returns the body, or ErrCorrupt if it is not the one that was packed.
func (p Packed) Unpack() ([]byte, error) {
	corrupt := &geo.Error{Code: ErrCorrupt, Kind: geo.Internal, At: geo.Place{Column: "blob"}, Value: p.Digest.String()}
	if p.Size < 0 || p.Size > MaxBody {
		corrupt.Want = strconv.Itoa(MaxBody)
		return nil, corrupt
	}
	d, err := unpacker()
	if err != nil {
		return nil, err
	}
	body, err := d.DecodeAll(p.Body, make([]byte, 0, p.Size))
	if err != nil {
		corrupt.Err = err
		return nil, corrupt
	}
	if int64(len(body)) != p.Size || sha256.Sum256(body) != [sha256.Size]byte(p.Digest) {
		return nil, corrupt
	}
	return body, nil
}
