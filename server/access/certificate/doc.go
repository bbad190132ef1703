// Package certificate makes the certificates for networks without internet, where
// no public authority can vouch for a server: a county has an authority of its
// own, whose certificate is installed once on each computer and telephone, and
// with it issues the server's.
//
// An authority can harm whoever trusts it, so it is held to what it is for. It may
// issue for servers only, not for further authorities, and only for names and
// addresses that are no public ones (localhost, .local, .lan, .internal,
// .home.arpa, the private networks) or that it was founded for. Who steals its key
// cannot pretend to be a bank. Systems that know no name constraints refuse such
// an authority, since they are marked critical.
//
// Whoever installs the authority compares its [Fingerprint], read to him over the
// telephone, with what his computer shows.
//
// Keys are ECDSA on P-256, signatures deterministic (RFC 6979): the same
// randomness and time make the same certificates. The authority lasts ten years, a
// server's certificate 397 days (the most that browsers take from anybody), and
// [NeedsRenewal] says when to issue the next.
//
// Out of scope: where keys are kept, revocation (a server that has lost its key
// needs a new authority), and the steps of installing, which are texts.
//
//	authority, err := certificate.NewAuthority(rand.Reader, now, certificate.Founding{Name: "贵溪市点位抽取"})
//	server, err := certificate.IssueServer(rand.Reader, now, authority, []string{"192.168.1.20", "localhost"})
//	pair, err := tls.X509KeyPair(server.Certificate, server.Key)
package certificate
