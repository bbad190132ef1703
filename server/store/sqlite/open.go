package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// Names of files in the folder.
const (
	fileName = "sitedraw.db"
	lockName = "sitedraw.lock"
)

// Options say how a folder is opened.
type Options struct {
	Now     func() time.Time // never nil
	Readers int              // connections that read at a time; 0: four
}

const defaultReaders = 4

// Store is a database in a folder. It is a store.Store.
type Store struct {
	path    string // of the file
	now     func() time.Time
	lock    *flock.Flock // nil: this one only reads
	writers *sql.DB      // nil: this one only reads
	reads   *sql.DB
	writer  *session
	readers chan *session // those that nobody uses
	count   int           // of readers
	queue   chan *update
	stopped chan struct{} // closed when nobody takes from queue any more

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup // calls of View and Update
}

// Open opens the folder for one server, and makes it if it is not there.
func Open(folder string, o Options) (*Store, error) {
	s, err := newStore(folder, o)
	if err != nil {
		return nil, err
	}
	if err := s.take(filepath.Dir(s.path)); err != nil {
		return nil, err
	}
	if err := s.start(context.Background()); err != nil {
		return nil, errors.Join(failure(err, s.path), s.release())
	}
	go s.commitAll()
	return s, nil
}

// OpenReader opens the folder to read it, also beside a server that runs. Update
// returns ErrReadOnly.
func OpenReader(folder string, o Options) (*Store, error) {
	s, err := newStore(folder, o)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(s.path); err != nil {
		return nil, absent(err, folder)
	}
	if err := s.startReading(context.Background()); err != nil {
		return nil, errors.Join(failure(err, s.path), s.release())
	}
	return s, nil
}

func newStore(folder string, o Options) (*Store, error) {
	full, err := filepath.Abs(folder)
	if err != nil {
		return nil, failure(err, folder)
	}
	count := cmp.Or(o.Readers, defaultReaders)
	return &Store{
		path: filepath.Join(full, fileName), now: o.Now, count: count,
		readers: make(chan *session, count), stopped: make(chan struct{}),
	}, nil
}

func absent(err error, folder string) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return systemFailure(err, folder)
	}
	return &geo.Error{
		Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{File: folder, Column: "database"}, Value: fileName, Err: err,
	}
}

// take makes the folder and locks it.
func (s *Store) take(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return systemFailure(err, folder)
	}
	lock := flock.New(filepath.Join(folder, lockName))
	free, err := lock.TryLock()
	if err != nil {
		return systemFailure(err, folder)
	}
	if !free {
		return &geo.Error{Code: store.ErrLocked, Kind: geo.Unavailable, At: geo.Place{File: folder}}
	}
	s.lock = lock
	return nil
}

// start opens the connections of a server.
func (s *Store) start(ctx context.Context) error {
	var err error
	if s.writers, err = connect(s.path, writing, 1); err != nil {
		return err
	}
	version, err := engineOf(ctx, s.writers)
	if err != nil {
		return err
	}
	if err := checkEngine(version); err != nil {
		return err
	}
	conn, err := s.writers.Conn(ctx)
	if err != nil {
		return err
	}
	s.writer = newSession(ctx, s, conn)
	steps, err := readMigrations(migrations)
	if err != nil {
		return err
	}
	if err := migrate(ctx, conn, steps); err != nil {
		return err
	}
	s.queue = make(chan *update)
	return s.connectReaders(ctx, reading)
}

// startReading opens the connections of a program that only reads.
func (s *Store) startReading(ctx context.Context) error {
	if err := s.connectReaders(ctx, readingOnly); err != nil {
		return err
	}
	version, err := engineOf(ctx, s.reads)
	if err != nil {
		return err
	}
	if err := checkEngine(version); err != nil {
		return err
	}
	steps, err := readMigrations(migrations)
	if err != nil {
		return err
	}
	return s.checkReadable(ctx, len(steps))
}

// checkReadable refuses any schema but ours: one who reads cannot migrate.
func (s *Store) checkReadable(ctx context.Context, ours int) error {
	r := <-s.readers
	defer func() { s.readers <- r }()
	got, err := schemaOf(ctx, r.conn)
	if err != nil {
		return err
	}
	if got < ours {
		return &geo.Error{
			Code: store.ErrOlder, Kind: geo.Unavailable, At: geo.Place{Column: "database"},
			Value: strconv.Itoa(got), Want: strconv.Itoa(ours),
		}
	}
	return checkSchema(got, ours)
}

func (s *Store) connectReaders(ctx context.Context, options string) error {
	var err error
	// One more than readers, for a check or a snapshot beside them.
	if s.reads, err = connect(s.path, options, s.count+1); err != nil {
		return err
	}
	for range s.count {
		conn, err := s.reads.Conn(ctx)
		if err != nil {
			return err
		}
		s.readers <- newSession(ctx, s, conn)
	}
	return nil
}
