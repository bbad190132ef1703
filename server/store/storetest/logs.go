package storetest

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/server/store"
)

func logs() []scenario {
	return []scenario{{"Log", (*house).checkLog}, {"Audit", (*house).checkAudit}}
}

// The log is what tlog makes of the same leaves in memory, and every proof holds.
func (h *house) checkLog() {
	const size = 37
	var stored []tlog.Hash
	memory := tlog.HashReaderFunc(func(indexes []int64) (list []tlog.Hash, err error) {
		for _, i := range indexes {
			list = append(list, stored[i])
		}
		return list, nil
	})
	for n := range int64(size) {
		data := fmt.Appendf(nil, "leaf %d %s", n, awkward)
		h.do(func(w store.Writer) error {
			index, err := w.AppendLeaf(later(int(n)), data)
			same(h, "AppendLeaf", index, n)
			return err
		})
		hashes, err := tlog.StoredHashes(n, data, memory)
		if err != nil {
			h.t.Fatal(err)
		}
		stored = append(stored, hashes...)
	}
	h.see(func(r store.Reader) error {
		got, err := r.LogSize()
		same(h, "LogSize", got, size)
		if err != nil {
			return err
		}
		root, err := tlog.TreeHash(size, tlog.HashReaderFunc(r.LogHashes))
		if err != nil {
			return err
		}
		want, err := tlog.TreeHash(size, memory)
		same(h, "TreeHash", root, want)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(size, 11, tlog.HashReaderFunc(r.LogHashes))
		if err != nil {
			return err
		}
		return tlog.CheckRecord(proof, size, root, 11, tlog.RecordHash(fmt.Appendf(nil, "leaf 11 %s", awkward)))
	})
	h.checkLeaves(size, stored)
}

func (h *house) checkLeaves(size int64, stored []tlog.Hash) {
	h.t.Helper()
	h.see(func(r store.Reader) error {
		hashes, err := r.LogHashes([]int64{5, 0, 5})
		same(h, "LogHashes", hashes, []tlog.Hash{stored[5], stored[0], stored[5]})
		if err != nil {
			return err
		}
		leaves, err := r.Leaves(size-2, 5)
		same(h, "Leaves", leaves, []store.Leaf{
			{Index: size - 2, At: later(int(size - 2)), Data: fmt.Appendf(nil, "leaf %d %s", size-2, awkward)},
			{Index: size - 1, At: later(int(size - 1)), Data: fmt.Appendf(nil, "leaf %d %s", size-1, awkward)},
		})
		if err != nil {
			return err
		}
		leaves, err = r.Leaves(0, 3)
		same(h, "Leaves", len(leaves), 3)
		return err
	})
	h.lack(notFound("hash"), func(r store.Reader) error {
		_, err := r.LogHashes([]int64{0, int64(len(stored))})
		return err
	})
}

func (h *house) checkAudit() {
	for n := range 7 {
		h.do(func(w store.Writer) error {
			return w.AddAudit(store.Audit{
				Made: act(int64(n%2+1), n), Role: "office", Address: "::1", Action: fmt.Sprint("a", n%3), Object: "draw/1",
				Detail: []byte(`{"a":1}`),
			})
		})
	}
	checkPages(h, func(r store.Reader, p store.NumberPage) ([]store.Audit, error) {
		return r.Audits(store.AuditFilter{Object: "draw/1"}, p)
	}, func(a store.Audit) int64 { return a.Number }, 7)
	h.see(func(r store.Reader) error {
		list, err := r.Audits(store.AuditFilter{User: 1, Action: "a0", Object: "draw/1"}, store.NumberPage{Newest: true})
		same(h, "Audits", list, []store.Audit{
			{Number: 7, Made: act(1, 6), Role: "office", Address: "::1", Action: "a0", Object: "draw/1", Detail: []byte(`{"a":1}`)},
			{Number: 1, Made: act(1, 0), Role: "office", Address: "::1", Action: "a0", Object: "draw/1", Detail: []byte(`{"a":1}`)},
		})
		return err
	})
}
