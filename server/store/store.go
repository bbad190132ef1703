package store

import (
	"context"
	"time"
)

// Store is a database. Goroutines may share it.
type Store interface {
	// View calls f with a state of the database that does not change meanwhile.
	View(ctx context.Context, f func(Reader) error) error
	// Update calls f, all of whose writes are durable when Update returns nil and
	// undone when it returns an error, which is f's own or the database's. f calls
	// neither Update nor View.
	Update(ctx context.Context, f func(Writer) error) error
	// Close waits for what is running and closes the database.
	Close() error
}

// Reader is what View and Update can read. It is used by one goroutine and not
// after its function has returned.
type Reader interface { //nolint:interfacebloat // a list of small ones
	BlobReader
	FrameReader
	RegisterReader
	DraftReader
	PlanReader
	SealReader
	DrawReader
	RoutesReader
	DrillReader
	CrewReader
	InspectorReader
	FindingReader
	UserReader
	LogReader
	AuditReader
	SettingReader
}

// Writer is what Update can write.
type Writer interface { //nolint:interfacebloat // a list of small ones
	Reader
	BlobWriter
	FrameWriter
	RegisterWriter
	DraftWriter
	PlanWriter
	SealWriter
	DrawWriter
	RoutesWriter
	DrillWriter
	CrewWriter
	InspectorWriter
	FindingWriter
	UserWriter
	LogWriter
	AuditWriter
	SettingWriter
}

// Act says who did something, and when.
type Act struct {
	By int64     // id of the user; 0: the server itself
	At time.Time // UTC, whole milliseconds
}

// TextPage asks for a page of a list that is ordered by a text.
type TextPage struct {
	After string // the last of the page before; empty: from the start
	Limit int    // at most; 0: DefaultPage
}

// NumberPage asks for a page of a list that is ordered by a number from 1.
type NumberPage struct {
	After  int64 // the last of the page before; 0: from the start
	Limit  int   // at most; 0: DefaultPage
	Newest bool  // from the largest number downwards
}

// DefaultPage is how long a page is that asks for no length.
const DefaultPage = 100

// SettingReader reads what the server notes about itself by name.
type SettingReader interface {
	// Setting returns nil if there is none of the name.
	Setting(name string) ([]byte, error)
	// Answer returns what a request with this key was answered, ErrNotFound if
	// there was none.
	Answer(user int64, key string) (Answer, error)
}

// SettingWriter writes settings and answers.
type SettingWriter interface {
	SetSetting(name string, value []byte) error // nil: none
	AddAnswer(Answer) error                     // ErrExists
	DropAnswers(before time.Time) error
}

// Answer is what a request with an Idempotency-Key was answered.
type Answer struct {
	User    int64
	Key     string
	Request [32]byte // SHA-256 of method, path and body
	Status  int
	Header  []byte // JSON object of the headers that belong to the answer
	Body    []byte
	At      time.Time
}
