package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"

	"sitedraw/geo"
)

// Pair is a certificate and its private key, both PEM. Whoever has the key is who
// the certificate names.
type Pair struct {
	Certificate []byte
	Key         []byte
}

// The types of PEM blocks.
const (
	certificateBlock = "CERTIFICATE"
	keyBlock         = "PRIVATE KEY" // PKCS #8
)

// newKey makes a key from a source of randomness, as FIPS 186-5, A.2.2 does: what
// is no scalar of the curve is thrown away. The library's own way takes no source.
func newKey(random io.Reader) (*ecdsa.PrivateKey, error) {
	order := elliptic.P256().Params().N
	b := make([]byte, 32)
	for {
		if _, err := io.ReadFull(random, b); err != nil {
			return nil, err
		}
		if d := new(big.Int).SetBytes(b); d.Sign() > 0 && d.Cmp(order) < 0 {
			return ecdsa.ParseRawPrivateKey(elliptic.P256(), b)
		}
	}
}

// newSerial is a positive number of 127 bits (CA/Browser Forum: 64 at least).
func newSerial(random io.Reader) (*big.Int, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, err
	}
	b[0] = b[0]&0x7f | 0x40 // of one length, and never zero
	return new(big.Int).SetBytes(b), nil
}

// encode writes a pair.
func encode(der []byte, key *ecdsa.PrivateKey) (Pair, error) {
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return Pair{}, err
	}
	return Pair{
		Certificate: pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: der}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: pkcs8}),
	}, nil
}

// decode reads a pair, or returns ErrPEM or ErrKey.
func decode(p Pair) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	cert, err := parse(p.Certificate)
	if err != nil {
		return nil, nil, err
	}
	block, _ := pem.Decode(p.Key)
	if block == nil || block.Type != keyBlock {
		return nil, nil, &geo.Error{Code: ErrPEM, Want: keyBlock}
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ours := parsed.(*ecdsa.PrivateKey)
	if err != nil || !ours {
		return nil, nil, &geo.Error{Code: ErrPEM, Want: keyBlock, Err: err}
	}
	if !key.PublicKey.Equal(cert.PublicKey) {
		return nil, nil, &geo.Error{Code: ErrKey}
	}
	return cert, key, nil
}

// parse reads the first certificate of a PEM text, or returns ErrPEM.
func parse(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != certificateBlock {
		return nil, &geo.Error{Code: ErrPEM, Want: certificateBlock}
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, &geo.Error{Code: ErrPEM, Want: certificateBlock, Err: err}
	}
	return cert, nil
}
