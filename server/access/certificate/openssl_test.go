package certificate

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Another implementation agrees about the chain, its refusals and the fingerprint.
func TestOpenSSLAgrees(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	folder := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	authority := found(t, "draw.guixi.example", "203.0.113.7")
	ca := write("ca.pem", authority.Certificate)
	server := write("server.pem", issue(t, authority, "draw.guixi.example", "192.168.1.20", "203.0.113.7", "fd12::1").Certificate)
	stolen := write("stolen.pem", forged(t, authority))
	verify := func(args ...string) error {
		args = append([]string{"verify", "-x509_strict", "-purpose", "sslserver", "-attime", fmt.Sprint(now.Unix()), "-CAfile", ca}, args...)
		out, err := exec.Command(openssl, args...).CombinedOutput()
		t.Logf("%s", out)
		return err
	}
	for _, test := range []struct {
		args []string
		want bool
	}{
		{[]string{server}, true},
		{[]string{"-verify_hostname", "draw.guixi.example", server}, true},
		{[]string{"-verify_ip", "192.168.1.20", server}, true},
		{[]string{"-verify_ip", "fd12::1", server}, true},
		{[]string{"-verify_hostname", "bank.example", server}, false},
		{[]string{"-attime", fmt.Sprint(now.AddDate(2, 0, 0).Unix()), server}, false},
		{[]string{stolen}, false},
	} {
		if err := verify(test.args...); (err == nil) != test.want {
			t.Errorf("openssl verify %v = %v, want success %v", test.args, err, test.want)
		}
	}
	out, err := exec.Command(openssl, "x509", "-in", ca, "-noout", "-fingerprint", "-sha256").Output()
	if err != nil {
		t.Fatal(err)
	}
	_, theirs, _ := strings.Cut(strings.TrimSpace(string(out)), "=")
	ours, err := Fingerprint(authority.Certificate)
	if err != nil || strings.ReplaceAll(ours, " ", "") != strings.ReplaceAll(theirs, ":", "") || len(strings.Fields(ours)) != 16 {
		t.Errorf("Fingerprint = %q, %v, want the digits of %q", ours, err, theirs)
	}
}

// forged is what a thief of the authority's key would make.
func forged(t *testing.T, authority Pair) []byte {
	t.Helper()
	issuer, key, err := decode(authority)
	if err != nil {
		t.Fatal(err)
	}
	template, err := serverTemplate([]string{"www.bank.example"})
	if err != nil {
		t.Fatal(err)
	}
	template.NotBefore, template.NotAfter = issuer.NotBefore, issuer.NotAfter
	template.SerialNumber = issuer.SerialNumber
	der, err := x509.CreateCertificate(nil, template, issuer, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: der})
}
