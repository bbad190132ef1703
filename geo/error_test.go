package geo

import (
	"errors"
	"io"
	"testing"
)

func TestErrorTextNamesEverything(t *testing.T) {
	err := InLine(InColumn(&Error{Code: ErrDegrees, Value: "x", Want: "1.5", Names: []string{"a", "b"}, Err: io.EOF}, "lon"), "f.csv", 7)
	want := `f.csv: 7: lon: point.degrees: got "x", want "1.5" (a, b): EOF`
	if err.Error() != want {
		t.Errorf("Error() = %s, want %s", err, want)
	}
	if !errors.Is(err, ErrDegrees) || !errors.Is(err, io.EOF) {
		t.Errorf("errors.Is(%v): want code and cause", err)
	}
}

func TestPlaceChangesACopy(t *testing.T) {
	first := &Error{Code: ErrDegrees}
	inner := InColumn(first, "lat")
	if got := InColumn(inner, "geometry"); got.Error() != "lat: point.degrees" {
		t.Errorf("InColumn twice = %s, want the innermost column", got)
	}
	if first.At != (Place{}) {
		t.Errorf("InColumn changed its argument to %v", first.At)
	}
	if got := InLine(io.EOF, "f", 1); !errors.Is(got, io.EOF) {
		t.Errorf("InLine(EOF) = %v, want EOF", got)
	}
	if InLine(nil, "f", 1) != nil {
		t.Error("InLine(nil): want nil")
	}
}
