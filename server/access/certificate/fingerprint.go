package certificate

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Fingerprint is the SHA-256 of a PEM certificate in sixteen groups of four
// hexadecimal digits, for reading aloud; computers show the same digits with
// colons. It returns ErrPEM.
func Fingerprint(certificate []byte) (string, error) {
	cert, err := parse(certificate)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(cert.Raw)
	var groups []string
	for pair := range slices.Chunk(sum[:], 2) {
		groups = append(groups, fmt.Sprintf("%X", pair))
	}
	return strings.Join(groups, " "), nil
}

// NeedsRenewal reports whether a PEM certificate is in the last third of its life,
// has ended, has not begun (the clock was wrong when it was issued), or lacks one
// of the hosts that a server has now; give none for an authority. It returns
// ErrPEM, ErrHost and ErrHosts.
func NeedsRenewal(certificate []byte, now time.Time, hosts []string) (bool, error) {
	cert, err := parse(certificate)
	if err != nil {
		return false, err
	}
	wanted, err := parseHosts(hosts)
	if err != nil {
		return false, err
	}
	for _, name := range wanted.dns {
		if !slices.Contains(cert.DNSNames, name) {
			return true, nil
		}
	}
	for _, ip := range wanted.ips() {
		if !slices.ContainsFunc(cert.IPAddresses, ip.Equal) {
			return true, nil
		}
	}
	life := cert.NotAfter.Sub(cert.NotBefore)
	return now.Before(cert.NotBefore) || now.After(cert.NotAfter.Add(-life/renewalFraction)), nil
}
