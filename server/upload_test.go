package server

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is cut short changes nothing and leaves nothing.
func TestUploadCutShort(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	for _, media := range []string{"text/csv", "multipart/form-data; boundary=b"} {
		body := "--b\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\nid,name"
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.http.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "POST %s/registers/x/imports?mode=replace&yes=1 HTTP/1.1\r\nHost: x\r\nX-Test-Who: office\r\nContent-Type: %s\r\nContent-Length: 1000\r\n\r\n%s", base, media, body)
		_ = conn.(*net.TCPConn).CloseWrite()
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		if !strings.HasPrefix(string(answer), "HTTP/1.1 400") || !strings.Contains(string(answer), string(ErrInterrupts)) {
			t.Errorf("%s: cut upload = %s, want 400", media, answer)
		}
	}
	if left := h.uploads(); len(left) > 0 {
		t.Errorf("files left = %q", left)
	}
	var d draftAnswer
	h.want(h.do("office", http.MethodGet, "/registers/x/draft", nil), http.StatusOK, &d)
	if d.Started != "" {
		t.Error("a cut upload began a draft")
	}
}

func TestUploadTakesNoMoreThanItsLimit(t *testing.T) {
	h := newHouse(t)
	r := &request{server: h.Server}
	for _, limit := range []int64{9, 10} {
		req, _ := http.NewRequest(http.MethodPost, "/?filename=a", strings.NewReader("0123456789"))
		e := h.echo
		r.Context = e.NewContext(req, nil)
		u, err := r.spool(limit)
		if status, _ := statusOf(err); limit == 9 && status != http.StatusRequestEntityTooLarge {
			t.Errorf("spool of 10 bytes with limit %d = %v, want 413", limit, err)
		}
		if limit == 10 && (err != nil || u.bytes != 10) {
			t.Errorf("spool of 10 bytes with limit %d = %+v, %v", limit, u, err)
		}
	}
}

func TestUploadsGoAtStart(t *testing.T) {
	folder := t.TempDir()
	if err := os.MkdirAll(uploadFolder(folder), 0o700); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(uploadFolder(folder), "upload-1")
	if err := os.WriteFile(left, []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := clearUploads(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("%s is still there", left)
	}
}
