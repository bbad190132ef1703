package store

import (
	"time"

	"sitedraw/sampler"
)

// Register is a county's list of sites, with versions.
type Register struct {
	ID      string // as it stands in addresses, 1–255 bytes
	Name    string // for people
	Current int64  // number of the current version; 0: none is published
	Made    Act
}

// Version is a published, frozen state of a register.
type Version struct {
	Register    string
	Number      int64 // from 1 in each register, without gaps
	Frame       sampler.Digest
	Sites       int
	Note        string // what the office says about it
	Leaf        int64  // its index in the transparency log
	Made        Act
	Attachments []Attachment // sorted by kind, then name
}

// Attachment is a file that belongs to a register beside its sites.
type Attachment struct {
	Kind   string // "areas", "roads", "matrix", "contacts", "official", "categories"
	Name   string // of the file
	Media  string // media type
	Digest sampler.Digest
	Bytes  int64
	Erased bool // its body is gone
}

// RegisterReader reads registers and their versions.
type RegisterReader interface {
	Register(id string) (Register, error)
	Registers(TextPage) ([]Register, error)
	Version(register string, number int64) (Version, error)
	Versions(register string, p NumberPage) ([]Version, error)
	// VersionOf returns the newest version with the frame.
	VersionOf(frame sampler.Digest) (Version, error)
}

// RegisterWriter adds registers and versions.
type RegisterWriter interface {
	AddRegister(Register) error // ErrExists
	RenameRegister(id, name string) error
	// AddVersion adds a version, whose number must be the next, and makes it the
	// current one. Its frame and its attachments' bodies are there already.
	AddVersion(Version) error
	SetCurrent(register string, number int64) error
	// ReplaceAttachment puts another body and media type in an attachment's place in
	// every version and draft that has it, erasing the old one: for personal data.
	ReplaceAttachment(old sampler.Digest, by Attachment) error
}

// Draft is what has been changed since the version it started from.
type Draft struct {
	Register    string
	Base        sampler.Digest // frame that the edits are edits of; zero: of nothing
	Edits       int            // how many sites differ from the base
	Started     Act            // zero: nothing has been changed
	Touched     time.Time
	Attachments []Attachment // of the version to come
}

// Edit is a site that a draft has and its base has otherwise.
type Edit struct {
	ID   string
	Line []byte // the site's line of a frame file without LF; nil: removed
}

// Change is an entry in the journal of a register: who changed what, and when.
// Entries stay when a draft is published or dropped.
type Change struct {
	Register string
	Number   int64 // from 1 in each register
	Kind     string
	Detail   []byte // JSON object
	Made     Act
}

// DraftReader reads drafts.
type DraftReader interface {
	// Draft returns the register's draft; one that has not been started is based on
	// the current version.
	Draft(register string) (Draft, error)
	Edits(register string) ([]Edit, error) // sorted by id
	Changes(register string, p NumberPage) ([]Change, error)
}

// DraftWriter changes drafts.
type DraftWriter interface {
	// RebaseDraft makes the frame the draft's whole content and drops its edits.
	RebaseDraft(register string, base sampler.Digest, by Act) error
	PutEdit(register string, e Edit, by Act) error
	// PutAttachment adds or replaces an attachment of the version to come, by kind
	// and name.
	PutAttachment(register string, a Attachment, by Act) error
	DropAttachment(register, kind, name string, by Act) error
	DropDraft(register string) error // also of none
	AddChange(Change) error          // gives the number
}
