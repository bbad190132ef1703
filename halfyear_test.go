package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Half a year of rounds is held by the script that documents it, and computed again by
// programs that share no code with this one. What was changed afterwards is found.
func TestHalfYear(t *testing.T) {
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	for _, tool := range []string{"sh", "awk", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	binary := filepath.Join(folder, "sitedraw")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	script := exec.Command("sh", filepath.Join(here, "docs", "half-year.sh"), filepath.Join(folder, "half"))
	script.Env = append(os.Environ(), "SITEDRAW="+binary)
	out, err := script.CombinedOutput()
	if err != nil {
		t.Fatalf("half-year.sh: %v\n%s", err, out)
	}
	for _, want := range []string{
		"OK ceremony: 1 draws and 1 drawings of teams computed again", "OK faithful: 13 draws and 14 drawings",
		"OK cover: 13 draws and 13 drawings", "OK cross: 3 draws and 3 drawings", "12 inspectors reported.",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("half-year.sh does not say %q:\n%s", want, out)
		}
	}
	checkForgeries(t, filepath.Join(here, "docs", "drill.py"), filepath.Join(folder, "half"))
}

// forgery is a change of one file of a bundle.
type forgery struct {
	bundle, file, old, becomes string
	want                       string // what drill.py says
}

// checkForgeries changes bundles, and has drill.py find it.
func checkForgeries(t *testing.T, program, folder string) {
	t.Helper()
	for _, f := range []forgery{
		{"cross", "drill.json", `"way":"cross"`, `"way":"lot"`, "no such drill"},
		{"cross", "round-02.record.json", `"order":1`, `"order":2`, "round-02"},
		{"cross", "round-02.teams.json", `"repeats":`, `"repeats":1`, "round-02"},
		{"cross", "round-03.inspectors.json", `"township":"990100001000"`, `"township":"990100002000"`, "round-03"},
		{"cross", "log.json", `"lot":1`, `"lot":2`, "is not in the log"},
		{"cross", "log-checkpoint.txt", "tryout-", "tryout_", "wrong signature"},
		{"cross", "rounds.json", `"salt": "`, `"salt": "00`, "commitment"},
		{"ceremony", "round-01.opening.json", `"texts":[]`, `"texts":["x"]`, "texts"},
		{"ceremony", "round-01.opening.json", `"secret":"`, `"secret":"0`, "secret"},
		{"ceremony", "round-01.opening.json", `"signature":"b4`, `"signature":"a4`, "seed"},
		{"cover", "round-13.record.json", `"times":2`, `"times":3`, "round-13"},
	} {
		forged := filepath.Join(t.TempDir(), f.bundle+".zip")
		forge(t, filepath.Join(folder, f.bundle+".zip"), forged, f)
		out, err := exec.Command("python3", program, forged).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "WRONG") || !strings.Contains(string(out), f.want) {
			t.Errorf("drill.py with %s in %s of %s: %v, want an error with %q\n%s", f.becomes, f.file, f.bundle, err, f.want, out)
		}
	}
}

// forge writes a bundle again with one change.
func forge(t *testing.T, from, to string, f forgery) {
	t.Helper()
	read, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	var b bytes.Buffer
	write := zip.NewWriter(&b)
	changed := false
	for _, part := range read.File {
		body := contentOf(t, part)
		if part.Name == f.file {
			again := bytes.Replace(body, []byte(f.old), []byte(f.becomes), 1)
			changed, body = !bytes.Equal(again, body), again
		}
		w, err := write.Create(part.Name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if !changed {
		t.Fatalf("%s of %s does not hold %s", f.file, f.bundle, f.old)
	}
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func contentOf(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
