package store

import "sitedraw/sampler"

// BlobReader reads bodies by their SHA-256.
type BlobReader interface {
	// Blob returns a body; ErrNotFound, or ErrErased if it was erased.
	Blob(sampler.Digest) ([]byte, error)
	// Lacking returns those of the digests whose body is not there, in their order;
	// an erased body is not.
	Lacking([]sampler.Digest) ([]sampler.Digest, error)
}

// BlobWriter keeps bodies.
type BlobWriter interface {
	// PutBlob keeps a body, once however often it is put; ErrErased if it was erased.
	PutBlob(Packed) error
	// EraseBlob overwrites a body for good; its digest stays known as erased.
	// ErrState for what a frame, a plan, a seal or a draw is made of.
	EraseBlob(sampler.Digest) error
}
