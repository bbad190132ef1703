package certificate

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"
	"unicode/utf8"

	"sitedraw/geo"
)

// Founding is what an authority is made for.
type Founding struct {
	Name  string   // what computers show, 1 to 64 characters (RFC 5280, A.1)
	Hosts []string // hosts beside the local ones that it may issue for, 100 at most
}

// Lifetimes. Certificates begin a day early, for computers whose clocks are slow.
const (
	day             = 24 * time.Hour
	early           = day
	authorityYears  = 10
	serverDays      = 397 * day
	mostName        = 64
	renewalFraction = 3 // renewed in the last third
)

// localNames are domains that nobody has in the public DNS (RFC 6761, 6762, 8375;
// ICANN's .internal); those below them are meant too. .lan is none by any
// standard, but is what routers call their network.
var localNames = []string{"localhost", "local", "internal", "home.arpa", "lan"}

// localNetworks are addresses of nobody in particular (RFC 1918, 3927, 4193, 4291,
// 6598).
var localNetworks = []string{
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
	"::1/128", "fc00::/7", "fe80::/10",
}

// NewAuthority founds an authority that lasts ten years. Errors are ErrName,
// ErrHost and ErrHosts.
func NewAuthority(random io.Reader, now time.Time, f Founding) (Pair, error) {
	if length := utf8.RuneCountInString(f.Name); length < 1 || length > mostName || geo.CheckText(f.Name) != nil {
		return Pair{}, &geo.Error{Code: ErrName, Value: f.Name, Want: strconv.Itoa(mostName)}
	}
	hosts, err := parseHosts(f.Hosts)
	if err != nil {
		return Pair{}, err
	}
	key, err := newKey(random)
	if err != nil {
		return Pair{}, err
	}
	serial, err := newSerial(random)
	if err != nil {
		return Pair{}, err
	}
	template := authorityTemplate(f.Name, hosts)
	template.SerialNumber = serial
	template.NotBefore = now.Add(-early).UTC().Truncate(time.Second)
	template.NotAfter = template.NotBefore.AddDate(authorityYears, 0, 0)
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return Pair{}, err
	}
	return encode(der, key)
}

func authorityTemplate(name string, hosts names) *x509.Certificate {
	return &x509.Certificate{
		Subject:                     pkix.Name{CommonName: name},
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         append(hosts.dns, localNames...),
		PermittedIPRanges:           permitted(hosts.addresses),
	}
}

// permitted are the local networks and each address given by itself.
func permitted(addresses []netip.Addr) []*net.IPNet {
	var list []*net.IPNet
	for _, a := range addresses {
		list = append(list, &net.IPNet{IP: a.AsSlice(), Mask: net.CIDRMask(a.BitLen(), a.BitLen())})
	}
	for _, network := range localNetworks {
		p := netip.MustParsePrefix(network)
		list = append(list, &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())})
	}
	return list
}
