package middleware

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// A status is for the program; the person reads the code's sentence alone.
func TestRefusalReadsAsItsCode(t *testing.T) {
	err := Refuse(http.StatusMethodNotAllowed, geo.Error{Code: ErrMethod, Value: "PUT", Want: "GET"})
	if got, want := text.Explain(text.EN, err), "PUT is not possible at this address; possible: GET."; got != want {
		t.Errorf("Explain = %q, want %q", got, want)
	}
	if got, want := text.Explain(text.ZH, err), "此地址不支持 PUT，支持：GET。"; got != want {
		t.Errorf("Explain = %q, want %q", got, want)
	}
	if got, want := err.Error(), `http.method: got "PUT", want "GET": 405`; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
}

func TestRefusalKeepsItsStatus(t *testing.T) {
	inner := Refuse(http.StatusRequestTimeout, geo.Error{Code: ErrUploadSlow, Err: io.ErrUnexpectedEOF})
	for _, err := range []error{
		inner, geo.InColumn(inner, "c"), geo.InFile(inner, "f"), &geo.Error{Code: ErrRequest, Err: inner}, errors.Join(inner, io.EOF),
	} {
		if status, ok := StatusOf(err); status != http.StatusRequestTimeout || !ok || !errors.Is(err, ErrUploadSlow) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("StatusOf(%v) = %d, %v", err, status, ok)
		}
		if got := refused(err); !errors.Is(got, err) {
			t.Errorf("refused(%v) = %v", err, got)
		}
	}
	if _, ok := StatusOf(context.Canceled); ok {
		t.Error("StatusOf(Canceled) is known")
	}
}
