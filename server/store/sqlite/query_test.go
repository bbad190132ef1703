package sqlite

import (
	"database/sql"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sitedraw/server/store"
	"sitedraw/server/store/storetest"
)

// exempt are the query that reads any row, and the one that sorts what it was asked.
var exempt = regexp.MustCompile(`^(SELECT 1 FROM setting LIMIT 1$|SELECT value FROM json_each)`)

// TestStore runs the suite. No query that it brings about reads more of a table
// than an index leads to, and none sorts what an index could have given in order.
func TestStore(t *testing.T) {
	queries := map[string]bool{}
	var mu sync.Mutex
	t.Run("suite", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) store.Store {
			s := open(t, t.TempDir())
			sessions := sessionsOf(s)
			t.Cleanup(func() {
				_ = s.Close()
				mu.Lock()
				defer mu.Unlock()
				for _, c := range sessions {
					for query := range c.stmts {
						queries[query] = true
					}
				}
			})
			return s
		})
	})
	if len(queries) < 100 {
		t.Fatalf("the suite made %d queries: the search is broken", len(queries))
	}
	db := outside(t, open(t, t.TempDir()))
	for _, query := range slices.Sorted(maps.Keys(queries)) {
		checkPlan(t, db, query)
	}
}

func sessionsOf(s *Store) []*session {
	list := []*session{s.writer}
	for range s.count {
		list = append(list, <-s.readers)
	}
	for _, r := range list[1:] {
		s.readers <- r
	}
	return list
}

func checkPlan(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	verb, _, _ := strings.Cut(query, " ")
	if !slices.Contains([]string{"SELECT", "UPDATE", "DELETE", "INSERT"}, verb) || exempt.MatchString(query) {
		return
	}
	rows, err := db.Query("EXPLAIN QUERY PLAN "+query, parameters(query)...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		scan := strings.HasPrefix(detail, "SCAN") && !strings.Contains(detail, "json_each") &&
			!strings.Contains(detail, "CONSTANT ROW") && !strings.Contains(detail, "subquery")
		if scan || strings.Contains(detail, "TEMP B-TREE") {
			t.Errorf("%s: %s", query, detail)
		}
	}
	if err := rows.Err(); err != nil {
		t.Errorf("%s: %v", query, err)
	}
}

var parameter = regexp.MustCompile(`\?(\d*)`)

// parameters are as many NULLs as a query takes.
func parameters(query string) []any {
	count := 0
	for _, found := range parameter.FindAllStringSubmatch(query, -1) {
		if n, err := strconv.Atoi(found[1]); err == nil {
			count = max(count, n)
		} else {
			count++
		}
	}
	return make([]any, count)
}
