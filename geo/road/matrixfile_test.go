package road

import (
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

func TestReadMatrix(t *testing.T) {
	for name, text := range map[string]string{
		"csv":        "0,1.5,null\n2,0,3\n4,5,0\n",
		"labels":     "\ufeff,a,b,c\na,0,1.5,null\nb,2,0,3\nc,4,5,0\n",
		"rows":       " [[0,1.5,null],[2,0,3],[4,5,0]]",
		"durations":  `{"code":"Ok","durations":[[0,1.5,null],[2,0,3],[4,5,0]],"labels":["a","b","c"]}`,
		"no decimal": `[[0,15e-1,null],[2.0,0,3],[4,5,-0]]`,
	} {
		f, err := ReadMatrix(strings.NewReader(text), FileOptions{Places: 3})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := []int32{0, 1500, -1, 2000, 0, 3000, 4000, 5000, 0}; !slices.Equal(f.Milliseconds, want) || f.N != 3 || f.Millimetres != nil || f.Estimated {
			t.Errorf("%s: %+v", name, f.Matrix)
		}
		if labelled := name == "labels" || name == "durations"; labelled != slices.Equal(f.Labels, []string{"a", "b", "c"}) {
			t.Errorf("%s: labels %v", name, f.Labels)
		}
	}
	f, err := ReadMatrix(strings.NewReader(`{"durations":[[0,1],[1,0]],"distances":[[0,12.3456],[12.3456,0]],"symmetric":true,"estimated":true}`), FileOptions{})
	if err != nil || !slices.Equal(f.Millimetres, []int32{0, 12346, 12346, 0}) || !f.Estimated {
		t.Errorf("distances: %+v, %v", f, err)
	}
}

func TestReadMatrixRefused(t *testing.T) {
	for _, c := range []struct {
		text  string
		o     FileOptions
		code  geo.Code
		where string
	}{
		{"", FileOptions{}, stream.ErrEmpty, ""},
		{"[]", FileOptions{}, ErrMatrixEmpty, ""},
		{`{"distances":[[0]]}`, FileOptions{}, ErrMatrixEmpty, ""},
		{",a\n", FileOptions{}, ErrMatrixEmpty, ""},
		{"0,1\n1,0\n", FileOptions{Places: 3}, ErrMatrixSize, ""},
		{"0,1\n1\n", FileOptions{}, ErrMatrixSize, "2"},
		{"0,1\n1,0,\n", FileOptions{}, ErrMatrixSize, "2"},
		{"0,1\n", FileOptions{}, ErrMatrixSize, "1"},
		{`{"durations":[[0]],"distances":[]}`, FileOptions{}, "", ""},
		{`{"durations":[[0]],"distances":[[0],[0]]}`, FileOptions{}, ErrMatrixSize, "distances"},
		{`{"durations":[[0]],"labels":["a","b"]}`, FileOptions{}, ErrMatrixSize, "labels"},
		{"0,\n1,0\n", FileOptions{}, ErrMatrixMissing, "1: 2"},
		{"0,1\nx,0\n", FileOptions{}, ErrMatrixNumber, "2: 1"},
		{"0,1\n0x1p1,0\n", FileOptions{}, ErrMatrixNumber, "2: 1"},
		{"0,NaN\n1,0\n", FileOptions{}, ErrMatrixNumber, "1: 2"},
		{"0,-1\n1,0\n", FileOptions{}, ErrMatrixNegative, "1: 2"},
		{"[[0,1],[-0.5,0]]", FileOptions{}, ErrMatrixNegative, "2: 1"},
		{"0,1e9\n1,0\n", FileOptions{}, ErrMatrixLarge, "1: 2"},
		{"0,1\n1,7\n", FileOptions{}, ErrMatrixDiagonal, "2: 2"},
		{"null\n", FileOptions{}, ErrMatrixDiagonal, "1: 1"},
		{"0,1\n2,0\n", FileOptions{Symmetric: true}, ErrMatrixAsymmetric, "2: 1"},
		{`{"durations":[[0,1],[null,0]],"symmetric":true}`, FileOptions{}, ErrMatrixAsymmetric, "2: 1"},
		{`{"durations":[[0,1],[1,0]],"distances":[[0,1],[2,0]]}`, FileOptions{Symmetric: true}, ErrMatrixAsymmetric, "2: 1"},
		{`{"durations":[[0,"a"]]}`, FileOptions{}, ErrMatrixJSON, ""},
		{`[[0]`, FileOptions{}, ErrMatrixJSON, ""},
		{`[[0]] x`, FileOptions{}, ErrMatrixJSON, ""},
		{",a,b\na,0,1\nc,1,0\n", FileOptions{}, ErrMatrixLabel, "3"},
		{",a\na,0\nb,0\n", FileOptions{}, ErrMatrixLabel, "3"},
		{",a,b\na,0,1\n", FileOptions{}, ErrMatrixSize, ""},
		{"\"a,1\n", FileOptions{}, ErrMatrixNumber, ""},
	} {
		c.o.Name = "m"
		f, err := ReadMatrix(strings.NewReader(c.text), c.o)
		if codeOf(t, err) != c.code || (f == nil) != (err != nil) {
			t.Errorf("ReadMatrix(%q) = %v, %v, want %s", c.text, f, err, c.code)
			continue
		}
		if err != nil && !strings.HasPrefix(err.Error(), "m: "+c.where) {
			t.Errorf("ReadMatrix(%q) = %v, want it at %s", c.text, err, c.where)
		}
	}
}

// What comes out has as many entries as it says, and none that cannot be.
func FuzzReadMatrix(f *testing.F) {
	for _, text := range []string{"0,1\n1,0\n", ",a\na,0\n", "[[0,null],[1.5,0]]", `{"durations":[[0]],"distances":[[0]],"labels":["a"]}`, "null"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadMatrix(strings.NewReader(text), FileOptions{Limits: stream.Limits{FileBytes: 1 << 16}})
		if err != nil {
			codeOf(t, err)
			return
		}
		for _, entries := range [][]int32{m.Milliseconds, m.Millimetres} {
			if entries != nil && len(entries) != m.N*m.N {
				t.Fatalf("%d entries of %d places", len(entries), m.N)
			}
			for i, v := range entries {
				if v < Unreachable || i%(m.N+1) == 0 && v != 0 {
					t.Fatalf("entry %d is %d", i, v)
				}
			}
		}
	})
}
