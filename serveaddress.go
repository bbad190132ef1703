package main

import (
	"cmp"
	"io"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// ownHosts are the names by which a machine reaches itself.
var ownHosts = []string{"localhost", "127.0.0.1", "::1"}

// parseURL reads the address by which people reach the server. A host that it does
// not answer for, or that its own certificate does not name, would lead nowhere.
func (s *serving) parseURL(cmd *cobra.Command, given string) (string, error) {
	if given == "" {
		return "", nil
	}
	u, err := url.Parse(given)
	web := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
	if !web || strings.TrimSuffix(given, "/") != u.Scheme+"://"+u.Host {
		return "", misuse(cmd, errFlagInvalid, "--url="+given, "https://draw.example")
	}
	hosts := s.hosts
	if s.self {
		hosts = s.certified()
	}
	named := func(host string) bool { return strings.EqualFold(host, u.Hostname()) }
	if len(hosts) > 0 && !slices.ContainsFunc(hosts, named) {
		return "", misuse(cmd, errFlagInvalid, "--url="+given, strings.Join(hosts, ", "))
	}
	return strings.TrimSuffix(given, "/"), nil
}

// reached is the address by which people reach a server that listens at bound.
func (s *serving) reached(bound net.Addr) string { return cmp.Or(s.url, s.base(bound)) }

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

// certified are the names in a certificate of the server's own authority.
func (s *serving) certified() []string {
	if len(s.hosts) > 0 {
		return s.hosts
	}
	return machineHosts()
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
