package certificate

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"strconv"
	"time"

	"sitedraw/geo"
)

// IssueServer issues a server's certificate for host names and addresses, for 397
// days or as long as the authority lasts. Errors are ErrHost, ErrHosts,
// ErrHostPublic, and for the authority ErrPEM, ErrKey and ErrAuthority.
func IssueServer(random io.Reader, now time.Time, authority Pair, hosts []string) (Pair, error) {
	issuer, issuerKey, err := decode(authority)
	if err != nil {
		return Pair{}, err
	}
	if !issuer.IsCA || now.After(issuer.NotAfter) || now.Before(issuer.NotBefore) {
		return Pair{}, &geo.Error{Code: ErrAuthority, Value: issuer.Subject.CommonName}
	}
	template, err := serverTemplate(hosts)
	if err != nil {
		return Pair{}, err
	}
	if template.SerialNumber, err = newSerial(random); err != nil {
		return Pair{}, err
	}
	template.NotBefore = latest(now.Add(-early).UTC().Truncate(time.Second), issuer.NotBefore)
	template.NotAfter = earliest(template.NotBefore.Add(serverDays), issuer.NotAfter)
	key, err := newKey(random)
	if err != nil {
		return Pair{}, err
	}
	der, err := x509.CreateCertificate(nil, template, issuer, key.Public(), issuerKey)
	if err != nil {
		return Pair{}, err
	}
	if err := vouched(der, issuer, now); err != nil {
		return Pair{}, err
	}
	return encode(der, key)
}

func serverTemplate(hosts []string) (*x509.Certificate, error) {
	n, err := parseHosts(hosts)
	if err != nil {
		return nil, err
	}
	if len(hosts) == 0 {
		return nil, &geo.Error{Code: ErrHosts, Value: "0", Want: strconv.Itoa(mostHosts)}
	}
	return &x509.Certificate{
		Subject:               pkix.Name{Organization: []string{"sitedraw"}}, // who it is stands in the alternative names
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:              n.dns,
		IPAddresses:           n.ips(),
	}, nil
}

// vouched returns ErrHostPublic if computers that trust the authority would not
// trust what it has just issued, since it was not founded for one of the hosts.
func vouched(der []byte, issuer *x509.Certificate, now time.Time) error {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AddCert(issuer)
	if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now}); err != nil {
		return &geo.Error{Code: ErrHostPublic, Names: hostsOf(cert), Err: err}
	}
	return nil
}

// hostsOf lists a certificate's hosts.
func hostsOf(cert *x509.Certificate) []string {
	list := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		list = append(list, ip.String())
	}
	return list
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
