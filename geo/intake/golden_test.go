package intake

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// A golden row of testdata/matches.tsv: what a tag found in an extract.
type goldenRow struct {
	extract, category, tag string
	elements, sites        int
	hand                   string
}

func goldenRows(t *testing.T) []goldenRow {
	t.Helper()
	data, err := os.ReadFile("testdata/matches.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var rows []goldenRow
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		elements, _ := strconv.Atoi(cells[3])
		sites, _ := strconv.Atoi(cells[4])
		rows = append(rows, goldenRow{cells[0], cells[1], cells[2], elements, sites, cells[5]})
	}
	return rows
}

// The table of the four extracts: categories, tags, elements and sites.
func TestMatchesOfExtracts(t *testing.T) {
	rows := map[string][]goldenRow{}
	for _, row := range goldenRows(t) {
		rows[row.extract] = append(rows[row.extract], row)
	}
	for extract, want := range rows {
		r := readShared(t, "osm/"+extract)
		if len(r.Matches) != len(want) {
			t.Errorf("%s: %d rows of matches, want %d", extract, len(r.Matches), len(want))
		}
		total := 0
		for i, m := range r.Matches {
			got := goldenRow{extract, m.Category, m.Tag, m.Nodes + m.Ways + m.Relations, m.Sites, want[i].hand}
			if got != want[i] {
				t.Errorf("match = %v, want %v", got, want[i])
			}
			total += m.Sites
		}
		if total != len(r.Sites) {
			t.Errorf("%s: matches count %d sites, there are %d", extract, total, len(r.Sites))
		}
		if r.LeftOut != 0 {
			t.Errorf("%s: left out %v", extract, r.Broken)
		}
	}
}

// The hand count: the text of the XML extracts is cut at its elements, and
// those are counted that hold a tag's text and what the table's last column
// asks for. Nothing of the readers or of categories.json takes part.
func TestHandCount(t *testing.T) {
	elements := map[string][]string{}
	for _, row := range goldenRows(t) {
		if row.hand == "-" || !strings.HasSuffix(row.extract, ".gz") {
			continue
		}
		if elements[row.extract] == nil {
			elements[row.extract] = cutElements(t, shared(t, "osm/"+row.extract))
		}
		count := 0
		for _, e := range elements[row.extract] {
			if handFits(e, row.tag) && handFitsAll(e, row.hand) {
				count++
			}
		}
		if count != row.elements {
			t.Errorf("%s: %s: hand count of %s (%s) = %d, the table has %d",
				row.extract, row.category, row.tag, row.hand, count, row.elements)
		}
	}
}

func cutElements(t *testing.T, path string) []string {
	t.Helper()
	return strings.Split(unpackText(t, path), "\n <")
}

func handFitsAll(element, conditions string) bool {
	for c := range strings.FieldsSeq(conditions) {
		if !handFits(element, c) {
			return false
		}
	}
	return true
}

// handFits: "way" is a kind of element, "key=value" a tag, "name" a key, "!" not.
func handFits(element, condition string) bool {
	positive, not := strings.CutPrefix(condition, "!")
	var fits bool
	switch key, value, tagged := strings.Cut(positive, "="); {
	case tagged:
		fits = strings.Contains(element, `k="`+key+`" v="`+value+`"`)
	case key == "node" || key == "way" || key == "relation":
		fits = strings.HasPrefix(element, key+" ")
	default:
		fits = strings.Contains(element, `k="`+key+`"`)
	}
	return fits != not
}

// What the issue and the data's README say of the extracts.
func TestExtractsHoldWhatIsKnown(t *testing.T) {
	for extract, want := range map[string]map[string]int{
		"guixi-360681.osm.gz":       {"SQ": 16, "XZC": 4, "ZXX": 4, "JTCZ": 2, "ZWDT": 2, "GY": 1},
		"henan-puyang-rural.osm.gz": {"XZC": 58, "ZCGD": 0, "XZZF": 2},
		"beijing-wudaokou.osm.gz":   {"GJZD": 68, "YHWD": 16, "GY": 15, "GGCS": 6, "XQ": 6},
		"andorra.osm.pbf":           {"XZC": 52},
	} {
		got := map[string]int{}
		for _, s := range readShared(t, "osm/"+extract).Sites {
			got[s.Category]++
		}
		for category, n := range want {
			if got[category] != n {
				t.Errorf("%s: %d sites of %s, want %d", extract, got[category], category, n)
			}
		}
		if extract == "guixi-360681.osm.gz" && len(got) != 11 {
			t.Errorf("Guixi has %d categories, want 11: %v", len(got), got)
		}
	}
}

// Junctions by hand: nodes that occur in ways of two names with highway=primary,
// secondary or tertiary.
func TestHandCountOfJunctions(t *testing.T) {
	for _, row := range goldenRows(t) {
		if row.hand != "-" || !strings.HasSuffix(row.extract, ".gz") {
			continue
		}
		names := map[string]map[string]bool{}
		for _, e := range cutElements(t, shared(t, "osm/"+row.extract)) {
			_, after, named := strings.Cut(e, `k="name" v="`)
			main := handFits(e, "highway=primary") || handFits(e, "highway=secondary") || handFits(e, "highway=tertiary")
			if !named || !main || !handFits(e, "way") {
				continue
			}
			name, _, _ := strings.Cut(after, `"`)
			for _, part := range strings.Split(e, `<nd ref="`)[1:] {
				node, _, _ := strings.Cut(part, `"`)
				if names[node] == nil {
					names[node] = map[string]bool{}
				}
				names[node][name] = true
			}
		}
		count := 0
		for _, at := range names {
			if len(at) > 1 {
				count++
			}
		}
		if count != row.elements {
			t.Errorf("%s: %d nodes of two names, the table has %d", row.extract, count, row.elements)
		}
	}
}
