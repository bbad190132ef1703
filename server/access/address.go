package access

import "net/netip"

// AddressKey is what counts as one address for a [Limiter]: an IPv4 address, or
// the /64 of an IPv6 address, which is the least that one customer has. An IPv4
// address in IPv6 form is that IPv4 address; zones do not count. What is no
// address has the empty key, so that all of it shares one limit.
func AddressKey(a netip.Addr) string { return networkOf(a, 32) }

// networkKey is what counts as one neighbourhood for a [LogInGuard]: an IPv4 /24,
// in which one household or office may change its address, or an IPv6 /64. A
// private IPv4 address counts by itself: a whole county office may be one /24, and
// there a colleague is somebody else.
func networkKey(a netip.Addr) string {
	if a.IsPrivate() || a.IsLoopback() {
		return networkOf(a, 32)
	}
	return networkOf(a, 24)
}

// networkOf is the network of an address, of so many bits if it is IPv4.
func networkOf(a netip.Addr, bits int) string {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		bits = 64
	}
	network, err := a.Prefix(bits)
	if err != nil || !network.IsValid() {
		return ""
	}
	return network.String()
}
