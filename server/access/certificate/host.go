package certificate

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// mostHosts is how many hosts one certificate may name.
const mostHosts = 100

// names are the hosts of a certificate, each once, in the order given.
type names struct {
	dns       []string // lower case, without a final dot
	addresses []netip.Addr
}

// parseHosts reads host names and addresses, or returns ErrHosts or ErrHost. IPv6
// addresses may stand in brackets.
func parseHosts(hosts []string) (names, error) {
	if len(hosts) > mostHosts {
		return names{}, &geo.Error{Code: ErrHosts, Value: strconv.Itoa(len(hosts)), Want: strconv.Itoa(mostHosts)}
	}
	var n names
	for _, host := range hosts {
		if err := n.add(host); err != nil {
			return names{}, err
		}
	}
	return n, nil
}

func (n *names) add(host string) error {
	plain := strings.TrimSuffix(strings.ToLower(host), ".")
	inner := plain
	if strings.HasPrefix(plain, "[") && strings.HasSuffix(plain, "]") {
		inner = plain[1 : len(plain)-1]
	}
	address, err := netip.ParseAddr(inner)
	switch {
	case err == nil && address.Zone() == "" && (inner == plain || address.Is6()):
		if address = address.Unmap(); !slices.Contains(n.addresses, address) {
			n.addresses = append(n.addresses, address)
		}
	case isHostName(plain):
		if !slices.Contains(n.dns, plain) {
			n.dns = append(n.dns, plain)
		}
	default:
		return &geo.Error{Code: ErrHost, Value: host}
	}
	return nil
}

// isHostName reports whether a name is one of RFC 1123: labels of letters, digits
// and hyphens. Names in other scripts have the form "xn--…". A last label of
// digits is refused: that is a mistyped address.
func isHostName(name string) bool {
	labels := strings.Split(name, ".")
	if len(name) > 253 || strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return false
	}
	for _, label := range labels {
		wrong := strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-'
		if wrong {
			return false
		}
	}
	return true
}

// ips are the addresses as package x509 has them.
func (n *names) ips() []net.IP {
	list := make([]net.IP, len(n.addresses))
	for i, a := range n.addresses {
		list[i] = a.AsSlice()
	}
	return list
}
