package access

import (
	"net/netip"
	"testing"
)

func TestAddressKeys(t *testing.T) {
	for _, test := range []struct{ address, key, network string }{
		{"218.87.12.34", "218.87.12.34/32", "218.87.12.0/24"},
		{"::ffff:218.87.12.34", "218.87.12.34/32", "218.87.12.0/24"},
		{"192.168.1.20", "192.168.1.20/32", "192.168.1.20/32"},
		{"10.0.0.1", "10.0.0.1/32", "10.0.0.1/32"},
		{"::ffff:10.0.0.1", "10.0.0.1/32", "10.0.0.1/32"},
		{"127.0.0.1", "127.0.0.1/32", "127.0.0.1/32"},
		{"2408:8207:1234:5678:9abc:def0:1:2", "2408:8207:1234:5678::/64", "2408:8207:1234:5678::/64"},
		{"2408:8207:1234:5678::", "2408:8207:1234:5678::/64", "2408:8207:1234:5678::/64"},
		{"2408:8207:1234:5679::", "2408:8207:1234:5679::/64", "2408:8207:1234:5679::/64"},
		{"fe80::1%eth0", "fe80::/64", "fe80::/64"},
		{"fd12:3456::1", "fd12:3456::/64", "fd12:3456::/64"},
		{"::1", "::/64", "::/64"},
	} {
		a := netip.MustParseAddr(test.address)
		if key, network := AddressKey(a), networkKey(a); key != test.key || network != test.network {
			t.Errorf("keys of %s = %s, %s, want %s, %s", a, key, network, test.key, test.network)
		}
	}
	if key, network := AddressKey(netip.Addr{}), networkKey(netip.Addr{}); key != "" || network != "" {
		t.Errorf("keys of no address = %q, %q, want empty ones", key, network)
	}
}
