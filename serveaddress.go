package main

import (
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
)

// ownHosts are the names by which a machine reaches itself.
var ownHosts = []string{"localhost", "127.0.0.1", "::1"}

// base is the address that people type, of a server that listens at bound.
func (s *serving) base(bound net.Addr) string {
	scheme, usual := "http://", "80"
	if s.secure() {
		scheme, usual = "https://", "443"
	}
	host, port, err := net.SplitHostPort(bound.String())
	if err != nil {
		return scheme + bound.String()
	}
	switch names := append(append([]string{}, s.files.Hosts...), s.hosts...); {
	case len(names) > 0:
		host = names[0]
	case isEverywhere(host):
		host = machineName()
	}
	if port == usual {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return scheme + host
	}
	return scheme + net.JoinHostPort(host, port)
}

// secure reports whether the server speaks TLS itself.
func (s *serving) secure() bool { return s.self || s.files.CertFile != "" || len(s.files.Hosts) > 0 }

// isEverywhere holds for the address that stands for all of the machine's.
func isEverywhere(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "" || err == nil && address.IsUnspecified()
}

// isLocal holds for an address that only this machine reaches.
func isLocal(address net.Addr) bool {
	at, err := netip.ParseAddrPort(address.String())
	return err == nil && at.Addr().Unmap().IsLoopback()
}

func machineName() string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		return ownHosts[0]
	}
	return name
}

// machineHosts are the names and addresses by which others in the network reach
// this machine, and its own.
func machineHosts() []string {
	hosts := append([]string{machineName()}, ownHosts...)
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return hosts // the names do
	}
	for _, a := range addresses {
		network, is := a.(*net.IPNet)
		if is && network.IP.IsPrivate() {
			hosts = append(hosts, network.IP.String())
		}
	}
	return hosts
}

// secretLine reads the first line of a file that holds a pass-phrase or a token.
func secretLine(r io.Reader) (string, error) {
	text, err := firstLine(r)
	text, _, _ = strings.Cut(strings.TrimPrefix(text, "\ufeff"), "\n")
	return strings.TrimRight(text, "\r"), err
}
