package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
)

// inNamespace is a command that mounts something and then becomes a server on the
// folder, or skips the test where that is not allowed.
func (o *officeFolder) inNamespace(mount string) *exec.Cmd {
	o.t.Helper()
	if out, err := exec.Command("unshare", "-m", "true").CombinedOutput(); err != nil {
		o.t.Skipf("no mounts here, package sqlite tries a limit of the process: %v %s", err, out)
	}
	script := mount + ` && exec "$@"`
	return exec.Command("unshare", append([]string{"-m", "sh", "-c", script, "sh"}, o.command().Args...)...)
}

// inside is the path of a file as the server sees it.
func (p *serverProcess) inside(name string) string {
	return fmt.Sprintf("/proc/%d/root%s", p.cmd.Process.Pid, filepath.Join(p.path, name))
}

// On a full disk every write is refused with the reason, reading goes on, nothing
// half is kept, and when there is room the same server writes again.
func TestServeFullDisk(t *testing.T) {
	o := newOffice(t)
	o.county("county", 10)
	aside := o.path + ".aside"
	p := o.launch(o.inNamespace(fmt.Sprintf(
		"cp -a '%[1]s' '%[2]s' && mount -t tmpfs -o size=16m tmpfs '%[1]s' && cp -a '%[2]s/.' '%[1]s'", o.path, aside)))
	if p.await(); p.url == "" {
		t.Fatalf("the server ended: %s", p.told)
	}
	p.want(http.StatusCreated, call{method: http.MethodPost, path: "/registers", body: map[string]string{"id": "before", "name": "x"}}, nil)
	filler := p.inside("filler")
	fillDisk(t, filler)
	stop := p.watchOthers()
	stored := p.writeUntilFull()
	for range 5 { // it stays so
		for _, c := range writes("more") {
			got, err := p.send(c)
			if err != nil || got.status != http.StatusServiceUnavailable || problemOf(got) != store.ErrFull {
				t.Errorf("%s %s on a full disk = %d %s, %v, want 503 %s", c.method, c.path, got.status, got.body, err, store.ErrFull)
			}
		}
		p.want(http.StatusOK, call{method: http.MethodGet, path: "/registers/county/sites/site-0000001"}, nil)
	}
	tellOthers(t, stop())
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	for n := range stored {
		p.want(http.StatusOK, call{method: http.MethodGet, path: fmt.Sprintf("/registers/full-%d", n)}, nil)
	}
	p.want(http.StatusNotFound, call{method: http.MethodGet, path: fmt.Sprintf("/registers/full-%d", stored)}, nil)
	for _, c := range writes("more") {
		if got, err := p.send(c); err != nil || got.status >= http.StatusMultipleChoices {
			t.Errorf("%s %s when there is room = %d %s, %v", c.method, c.path, got.status, got.body, err)
		}
	}
	check := exec.Command("sitedraw", "check", "--data", p.inside(""))
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("sitedraw check: %v\n%s", err, out)
	}
}

// writes are requests that keep something: in the database, and in a file beside it.
func writes(id string) []call {
	table := "id,name,category\n" + strings.Repeat("X,"+strings.Repeat("长", 100)+",SC\n", 1000)
	return []call{
		{method: http.MethodPost, path: "/registers", body: map[string]string{"id": id, "name": strings.Repeat("x", 200)}},
		{method: http.MethodPost, path: "/registers/county/imports?mode=update&filename=a.csv&dry_run=true", body: []byte(table)},
	}
}

// fillDisk leaves no room in the file system of a file.
func fillDisk(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 64<<10)
	if _, err := rand.Read(noise); err != nil {
		t.Fatal(err)
	}
	for size := len(noise); size > 0; {
		if _, err := f.Write(noise[:size]); err != nil {
			size /= 2
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// writeUntilFull makes registers until that is refused, and returns how many it
// made.
func (p *serverProcess) writeUntilFull() int {
	p.t.Helper()
	for n := range 10_000 {
		got, err := p.send(call{method: http.MethodPost, path: "/registers", body: map[string]string{"id": fmt.Sprintf("full-%d", n), "name": "x"}})
		switch {
		case err == nil && got.status == http.StatusCreated:
		case err == nil && got.status == http.StatusServiceUnavailable && problemOf(got) == store.ErrFull:
			return n
		default:
			p.t.Fatalf("a write on a disk that fills = %d %s, %v", got.status, got.body, err)
		}
	}
	p.t.Fatal("the disk never fills")
	return 0
}

// A folder that cannot be written is named in the refusal, and the program ends.
func TestServeReadOnlyFolder(t *testing.T) {
	o := newOffice(t)
	o.county("county", 10)
	p := o.launch(o.inNamespace(fmt.Sprintf("mount --bind '%[1]s' '%[1]s' && mount -o remount,bind,ro '%[1]s'", o.path)))
	if p.await(); p.url != "" {
		t.Fatalf("a server answers on a folder that it cannot write: %s", p.told)
	}
	select {
	case <-p.ended:
	case <-time.After(10 * time.Second):
		t.Fatal("it says nothing and does not end")
	}
	if code := p.cmd.ProcessState.ExitCode(); code != exitBad {
		t.Errorf("exit code %d, want %d: %s", code, exitBad, p.told)
	}
	for _, want := range []string{"sitedraw.db", "read-only"} {
		if !strings.Contains(p.told.String(), want) {
			t.Errorf("it says %q, want %q in it", p.told, want)
		}
	}
	o.inStore(func(s *sqlite.Store) error { // nothing has been changed
		return s.View(context.Background(), func(r store.Reader) error { _, err := r.Register("county"); return err })
	})
}
