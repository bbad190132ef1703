package certificate

import "sitedraw/geo"

// What can be wrong with certificates. Each is a key of the catalogue in
// server/text. No error holds a key.
const (
	ErrName       geo.Code = "certificate.name"        // an authority's name that is empty or beyond Want characters
	ErrHost       geo.Code = "certificate.host"        // neither a host name nor an address
	ErrHosts      geo.Code = "certificate.hosts"       // no host, or more than Want
	ErrHostPublic geo.Code = "certificate.host-public" // a host that the authority was not founded for
	ErrPEM        geo.Code = "certificate.pem"         // a certificate or key that is damaged or of another kind
	ErrKey        geo.Code = "certificate.key"         // certificate and key do not belong together
	ErrAuthority  geo.Code = "certificate.authority"   // a certificate of no authority, or of one that has ended
)
