package vroom_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"sitedraw/geo/route"
	"sitedraw/geo/route/vroom"
)

// BenchmarkRead reads a problem of 131 jobs and a matrix of 141 places; Write
// writes its solution.
func BenchmarkRead(b *testing.B) {
	data := realProblem(b)
	for b.Loop() {
		if _, err := vroom.Read(bytes.NewReader(data), nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	p, err := vroom.Read(bytes.NewReader(realProblem(b)), nil)
	if err != nil {
		b.Fatal(err)
	}
	s, err := route.Solve(b.Context(), &p.Route, route.Options{Iterations: 1000})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := p.Solution(s).Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func realProblem(b *testing.B) []byte {
	b.Helper()
	data, err := os.ReadFile(filepath.Join(routing, "insp1.vroom.json"))
	if err != nil {
		b.Skip("no real instances in ../shared/data")
	}
	return data
}
