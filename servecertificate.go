package main

import (
	"errors"
	"io/fs"
	"os"

	"sitedraw/geo"
	"sitedraw/server/access/certificate"
	"sitedraw/server/middleware"
	"sitedraw/server/text"
)

// The files of the county's own authority, and of the server's certificate.
const (
	authorityCert = "ca.crt"
	authorityKey  = "ca.key"
	serverCert    = "server.crt"
	serverKey     = "server.key"
)

// ownAuthority keeps a server's certificate that the county's own authority
// issues: for networks without internet.
type ownAuthority struct {
	app    *app
	folder dataFolder
	hosts  []string
}

func (a *app) ownAuthority(s *serving) *ownAuthority {
	return &ownAuthority{app: a, folder: s.folder, hosts: s.certified()}
}

// files are where the server finds its certificate.
func (o *ownAuthority) files() middleware.TLS {
	return middleware.TLS{CertFile: o.folder.path("tls", serverCert), KeyFile: o.folder.path("tls", serverKey)}
}

// renew founds the authority if there is none, and issues a server's certificate
// if there is none or it ends soon. It returns the authority's certificate.
func (o *ownAuthority) renew() ([]byte, error) {
	authority, err := o.found()
	if err != nil {
		return nil, err
	}
	now := o.app.now()
	current, err := os.ReadFile(o.files().CertFile)
	if err == nil {
		if old, err := certificate.NeedsRenewal(current, now, o.hosts); err == nil && !old {
			return authority.Certificate, nil
		}
	}
	fresh, err := certificate.IssueServer(o.app.random, now, authority, o.hosts)
	if err != nil {
		return nil, err
	}
	return authority.Certificate, o.replace(fresh)
}

// found reads the authority, or founds it.
func (o *ownAuthority) found() (p certificate.Pair, err error) {
	certFile, keyFile := o.folder.path("tls", authorityCert), o.folder.path("tls", authorityKey)
	if p.Certificate, err = os.ReadFile(certFile); err == nil { //nolint:gosec // the user names the folder
		p.Key, err = os.ReadFile(keyFile) //nolint:gosec // as above
		return p, err
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return p, err
	}
	name := o.app.texts.Text("serve.authority", text.Args{"name": o.hosts[0]})
	if p, err = certificate.NewAuthority(o.app.random, o.app.now(), certificate.Founding{Name: name, Hosts: o.hosts}); err != nil {
		return p, err
	}
	if err := os.MkdirAll(o.folder.path("tls"), folderOwnerOnly); err != nil {
		return p, err
	}
	if err := os.WriteFile(keyFile, p.Key, ownerOnly); err != nil { //nolint:gosec // first: without it the certificate is of no use
		return p, err
	}
	return p, os.WriteFile(certFile, p.Certificate, ownerOnly) //nolint:gosec // as above
}

// replace puts a new certificate in the place of the old one. Between the two
// files the server goes on with what it has read.
func (o *ownAuthority) replace(p certificate.Pair) error {
	files := o.files()
	for _, one := range []struct {
		path string
		body []byte
	}{{files.KeyFile, p.Key}, {files.CertFile, p.Certificate}} {
		part := one.path + ".part"
		if err := os.WriteFile(part, one.body, ownerOnly); err != nil {
			return err
		}
		if err := os.Rename(part, one.path); err != nil {
			return err
		}
	}
	return nil
}

// tellAuthority says how computers and telephones come to trust the authority.
func (a *app) tellAuthority(cert []byte, base string) error {
	fingerprint, err := certificate.Fingerprint(cert)
	if err != nil {
		return err
	}
	args := text.Args{"fingerprint": fingerprint, "address": base + "/" + authorityCert}
	for _, key := range []geo.Code{"serve.trust", "serve.trust-windows", "serve.trust-android", "serve.trust-ios", "serve.trust-linux"} {
		a.tell(key, args)
	}
	return nil
}
