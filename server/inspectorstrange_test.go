package server

import (
	"net/http"
	"strings"
	"testing"

	"sitedraw/geo"
)

// An inspector's township that no register has is taken, since he may come from
// elsewhere, and named by row and person: a slip of the pen would let him inspect his
// own. Without a published register nothing is strange.
func TestImportWarnsOfStrangeTownships(t *testing.T) {
	h := newDrawHouse(t)
	const table = "编号,姓名,乡镇\nc01,张三,360681101000\nc02,李四,990100001000\nc03,王五,\nc04,赵六,990100002000\n"
	for _, query := range []string{"?dry_run=1", "", "?register=county"} {
		var got importedInspectors
		h.want(h.do("office", http.MethodPost, "/inspectors/import"+query, table), http.StatusOK, &got)
		if got.Rows != 4 || len(got.Warnings) != 2 {
			t.Fatalf("%q: import = %+v, want 4 rows and 2 warnings", query, got)
		}
		for i, want := range []struct {
			line           int
			township, name string
		}{{3, "990100001000", "李四"}, {5, "990100002000", "赵六"}} {
			w := got.Warnings[i]
			if w.Code != warnTownshipStrange || geo.Place(w.At) != (geo.Place{Line: want.line, Column: "township"}) || w.Value != want.township {
				t.Errorf("%q: warning = %+v, want %+v", query, w, want)
			}
			if !strings.Contains(w.Detail, want.township) || !strings.Contains(w.Detail, want.name) {
				t.Errorf("%q: the warning says %q of %+v", query, w.Detail, want)
			}
		}
	}
	if l := h.listed("office", ""); len(l.Items) != 4 {
		t.Errorf("taken in: %+v", l.Items)
	}
	fine := strings.Join(strings.Split(table, "\n")[:2], "\n")
	var got importedInspectors
	if h.want(h.do("office", http.MethodPost, "/inspectors/import", fine), http.StatusOK, &got); got.Warnings != nil {
		t.Errorf("warnings about a township that there is: %+v", got.Warnings)
	}
}
