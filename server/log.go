package server

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/geo"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// appendLeaf writes what happened to the transparency log and returns the leaf's
// index. It belongs into the Update that makes it happen.
func appendLeaf(w store.Writer, at time.Time, e transparency.Entry) (int64, error) {
	leaf, err := transparency.NewLeaf(at, e)
	if err != nil {
		return 0, err
	}
	return w.AppendLeaf(at, transparency.AppendLeaf(nil, leaf))
}

// storedHashes are the hashes of the log in the store.
type storedHashes struct{ store.LogReader }

// ReadHashes is tlog.HashReader's.
func (h storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) { return h.LogHashes(indexes) }

// leafIndex reads the index of a leaf, from 0.
func leafIndex(column, value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 || n > transparency.MaxSize {
		return 0, &geo.Error{Code: ErrParameter, At: geo.Place{Column: column}, Value: value, Want: "0 …"}
	}
	return n, nil
}

// sizeQuery reads a size of the log, at most the one it has; without it the log's
// own.
func (r *request) sizeQuery(name string, size int64) (int64, error) {
	value := r.query(name)
	if value == "" {
		return size, nil
	}
	n, err := leafIndex(name, value)
	if err != nil || n > size {
		return 0, &geo.Error{Code: ErrParameter, At: geo.Place{Column: name}, Value: value, Want: "0–" + count(size)}
	}
	return n, nil
}

// sign returns the checkpoint of the log's first size leaves. The same size has
// the same bytes whenever it is asked for.
func (s *Server) sign(v store.Reader, size int64) (string, error) {
	key, err := transparency.ParseKey([]byte(s.Keys.Log))
	if err != nil {
		return "", &geo.Error{Code: ErrProgram, Kind: geo.Internal, Err: err}
	}
	root, err := transparency.Root(size, storedHashes{v})
	if err != nil {
		return "", err
	}
	return transparency.Sign(transparency.Checkpoint{Origin: key.Origin(), Size: size, Root: root}, key.Signer())
}

// logView says which log it is.
type logView struct {
	Origin    string `json:"origin"`
	PublicKey string `json:"public_key"` // by which checkpoints are verified
	Size      int64  `json:"size"`
	Time      string `json:"time,omitempty"` // of the last leaf

	Restarts []restartView `json:"restarts,omitempty"` // the logs that ended before this one, the oldest first
}

func (s *Server) getLog(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	key, err := transparency.ParseKey([]byte(s.Keys.Log))
	if err != nil {
		return &geo.Error{Code: ErrProgram, Kind: geo.Internal, Err: err}
	}
	shown := logView{Origin: key.Origin(), PublicKey: key.Public()}
	err = s.Store.View(r.Request().Context(), func(v store.Reader) error {
		var err error
		if shown.Restarts, err = restartsOf(v); err != nil {
			return err
		}
		if shown.Size, err = v.LogSize(); err != nil || shown.Size == 0 {
			return err
		}
		last, err := v.Leaves(shown.Size-1, 1)
		if err == nil && len(last) == 1 {
			shown.Time = stamp(last[0].At)
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, shown)
}

// getCheckpoint answers with a signed note of the log as it is, or as it was when
// it had ?size= leaves.
func (s *Server) getCheckpoint(r *request) error {
	if err := r.knownQueries("size"); err != nil {
		return err
	}
	var signed string
	err := s.Store.View(r.Request().Context(), func(v store.Reader) error {
		size, err := v.LogSize()
		if err != nil {
			return err
		}
		if size, err = r.sizeQuery("size", size); err != nil {
			return err
		}
		signed, err = s.sign(v, size)
		return err
	})
	if err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-cache")
	return r.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(signed))
}

// leafView is a leaf: Data is the line whose bytes the tree hashes.
type leafView struct {
	Index int64             `json:"index"`
	Kind  transparency.Kind `json:"kind"`
	Time  string            `json:"time"`
	Data  string            `json:"data"`
}

func viewLeaf(l *store.Leaf) (leafView, error) {
	leaf, err := transparency.ParseLeaf(l.Data)
	if err != nil {
		return leafView{}, err
	}
	return leafView{Index: l.Index, Kind: leaf.Entry.Kind(), Time: stamp(leaf.At), Data: string(l.Data)}, nil
}

// How many leaves are read at a time, and how many bytes of them a page has: one
// with the texts of a seal may be long.
const (
	leavesAtOnce  = 16
	maxLeavesPage = 4 << 20
)

// readLeaves reads leaves until there are enough, or they are long.
func readLeaves(v store.Reader, from int64, n int) (leaves []store.Leaf, err error) {
	for len(leaves) < n && !isLong(leaves) {
		batch, err := v.Leaves(from+int64(len(leaves)), min(leavesAtOnce, n-len(leaves)))
		if err != nil || len(batch) == 0 {
			return leaves, err
		}
		leaves = append(leaves, batch...)
	}
	return leaves, nil
}

func isLong(leaves []store.Leaf) bool {
	bytes := 0
	for i := range leaves {
		bytes += len(leaves[i].Data)
	}
	return bytes > maxLeavesPage
}

// listLeaves lists leaves from an index on.
func (s *Server) listLeaves(r *request) error {
	if err := r.knownQueries("from", "limit"); err != nil {
		return err
	}
	n, err := r.limit()
	if err != nil {
		return err
	}
	var from int64
	if value := r.query("from"); value != "" {
		if from, err = leafIndex("from", value); err != nil {
			return err
		}
	}
	var leaves []store.Leaf
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		leaves, err = readLeaves(v, from, n+1)
		return err
	})
	if err != nil {
		return err
	}
	shown := list[leafView]{Items: []leafView{}}
	last := len(leaves) - 1 // it only says that there is a next page
	if len(leaves) <= n && !isLong(leaves) {
		last++
	}
	for i := range leaves[:last] {
		l, err := viewLeaf(&leaves[i])
		if err != nil {
			return err
		}
		shown.Items = append(shown.Items, l)
	}
	if last < len(leaves) {
		query := url.Values{"from": {count(leaves[last].Index)}, "limit": {count(n)}}
		shown.Next = r.Request().URL.EscapedPath() + "?" + query.Encode()
		r.Response().Header().Set("Link", "<"+shown.Next+`>; rel="next"`)
	}
	return r.json(http.StatusOK, shown)
}
