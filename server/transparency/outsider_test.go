package transparency

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// outsider runs docs/logproof.py, the second implementation of the proofs, on
// files of these texts and returns what it prints and its exit code.
func outsider(t *testing.T, key, what string, texts ...string) (out string, code int) {
	t.Helper()
	args := []string{"../../docs/logproof.py", key, what}
	folder := t.TempDir()
	for i, text := range texts {
		path := filepath.Join(folder, strconv.Itoa(i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	cmd := exec.Command("python3", args...)
	printed, err := cmd.CombinedOutput()
	if code = cmd.ProcessState.ExitCode(); err != nil && code < 0 {
		t.Fatal(err)
	}
	return string(printed), code
}

func needPython(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
}

// long reports whether the long tests run too: python3 takes its time to start.
func long() bool { return os.Getenv("SITEDRAW_LONG") != "" }

// oneFlip changes a bit of one byte of a text.
func oneFlip(random *rand.Rand, text string) string {
	b := []byte(text)
	b[random.IntN(len(b))] ^= 1 << random.IntN(8)
	return string(b)
}

// TestOutsider gives random logs to docs/logproof.py, as they are and with one
// bit changed: it must say what this package says.
func TestOutsider(t *testing.T) {
	needPython(t)
	random := rand.New(rand.NewPCG(20261123, 4))
	all, key := manyLeaves(300), testKey(t, testOrigin)
	rounds := 1
	if long() {
		rounds = 12
	}
	for round := range rounds {
		n := 1 + random.IntN(len(all))
		old, index := random.IntN(n+1), random.IntN(n)
		hashes := grown(t, all[:n])
		later := signedText(t, Checkpoint{Origin: testOrigin, Size: int64(n), Root: naiveRoot(all[:n]), Extensions: []string{"round " + strconv.Itoa(round)}})
		before := signedText(t, Checkpoint{Origin: testOrigin, Size: int64(old), Root: naiveRoot(all[:old])})
		in, err1 := ProveInclusion(int64(n), int64(index), hashes)
		grew, err2 := ProveConsistency(int64(old), int64(n), hashes)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for _, c := range []struct {
			what  string
			texts []string
		}{
			{"inclusion", []string{later, string(AppendInclusion(nil, in)) + "\n", string(all[index])}},
			{"consistency", []string{before, later, string(AppendConsistency(nil, grew))}},
		} {
			if out, code := outsider(t, key.Public(), c.what, c.texts...); code != 0 || !strings.HasPrefix(out, "ok") {
				t.Errorf("%s of %d and %d in %d: logproof.py ends with %d: %s", c.what, old, index, n, code, out)
			}
			for i := range c.texts {
				if !long() && i != 1 {
					continue
				}
				changed := append([]string(nil), c.texts...)
				changed[i] = oneFlip(random, strings.TrimSuffix(c.texts[i], "\n"))
				if out, code := outsider(t, key.Public(), c.what, changed...); code != 1 || !strings.HasPrefix(out, "wrong: ") {
					t.Errorf("%s of %d and %d in %d, %q changed: logproof.py ends with %d: %s", c.what, old, index, n, changed[i], code, out)
				}
			}
		}
	}
}

func TestOutsiderRefuses(t *testing.T) {
	needPython(t)
	p := someProofs(t)
	key := testKey(t, "o")
	before, later := signedText(t, p.old), signedText(t, p.later)
	in, grew, leaf := string(AppendInclusion(nil, p.in)), string(AppendConsistency(nil, p.grew)), string(p.leaves[4])
	stranger := testKey(t, "p").Public()
	for i, test := range []struct {
		name, key, what string
		texts           []string
		want            int
	}{
		{"as it is", key.Public(), "inclusion", []string{later, in, leaf}, 0},
		{"leaf with its end of line", key.Public(), "inclusion", []string{later, in, leaf + "\n"}, 0},
		{"another key", stranger, "inclusion", []string{later, in, leaf}, 1},
		{"no key", "key", "inclusion", []string{later, in, leaf}, 1},
		{"another checkpoint", key.Public(), "inclusion", []string{before, in, leaf}, 1},
		{"another leaf", key.Public(), "inclusion", []string{later, in, "leaf 5"}, 1},
		{"another index", key.Public(), "inclusion", []string{later, strings.Replace(in, `:4,`, `:5,`, 1), leaf}, 1},
		{"index as a text", key.Public(), "inclusion", []string{later, strings.Replace(in, `:4,`, `:"4",`, 1), leaf}, 1},
		{"index as a fraction", key.Public(), "inclusion", []string{later, strings.Replace(in, `:4,`, `:4.0,`, 1), leaf}, 1},
		{"negative index", key.Public(), "inclusion", []string{later, strings.Replace(in, `:4,`, `:-9,`, 1), leaf}, 1},
		{"no list", key.Public(), "inclusion", []string{later, `{"hashes":7,"index":4,"size":13}`, leaf}, 1},
		{"no object", key.Public(), "inclusion", []string{later, `7`, leaf}, 1},
		{"an empty checkpoint", key.Public(), "inclusion", []string{"", in, leaf}, 1},
		{"no signature", key.Public(), "inclusion", []string{p.later.body(), in, leaf}, 1},
		{"as it is", key.Public(), "consistency", []string{before, later, grew}, 0},
		{"the wrong way round", key.Public(), "consistency", []string{later, before, grew}, 1},
		{"twice the same", key.Public(), "consistency", []string{later, later, `{"hashes":[],"old":13,"size":13}`}, 0},
		{"without hashes", key.Public(), "consistency", []string{before, later, `{"hashes":[],"old":6,"size":13}`}, 1},
		{"as from nothing", key.Public(), "consistency", []string{before, later, `{"hashes":[],"old":0,"size":13}`}, 1},
		{"proof of the other kind", key.Public(), "consistency", []string{before, later, in}, 1},
		{"another word", key.Public(), "inclusions", []string{later, in, leaf}, 2},
		{"too few files", key.Public(), "inclusion", []string{later, in}, 2},
	} {
		if !long() && i%10 != 0 {
			continue
		}
		if out, code := outsider(t, test.key, test.what, test.texts...); code != test.want || strings.Contains(out, "Traceback") {
			t.Errorf("%s, %s: logproof.py ends with %d, want %d: %s", test.what, test.name, code, test.want, out)
		}
	}
}
