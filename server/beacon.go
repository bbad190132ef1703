package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// What a beacon can fail with.
const (
	ErrBeaconNone    geo.Code = "beacon.none"    // no beacon is configured: the office has to give the signature of round Value
	ErrBeaconFetch   geo.Code = "beacon.fetch"   // none of the configured beacons gave round Value
	ErrBeaconAddress geo.Code = "beacon.address" // Value is no address of a beacon; Want is how one begins
)

// Beacon fetches the signatures that a beacon has published.
type Beacon interface {
	// Round returns the signature of a round of a chain in hex; it has been checked.
	Round(ctx context.Context, chain string, round uint64) (signature string, err error)
}

const (
	beaconTimeout  = 5 * time.Second // of one request
	beaconAttempts = 3               // of all addresses together, one after the other
	maxBeaconBytes = 4096            // of an answer
)

// relays are servers that pass on what drand publishes.
type relays struct {
	addresses []string
	client    *http.Client
	after     func(time.Duration) <-chan time.Time
}

// BeaconConfig says where beacons are asked.
type BeaconConfig struct {
	Addresses []string                             // of drand relays, https://…: no request ever names one
	Transport http.RoundTripper                    // nil: http.DefaultTransport
	After     func(time.Duration) <-chan time.Time // for pauses; nil: time.After
}

// NewBeacon returns a Beacon that asks drand relays. It follows no redirect: what
// is not at a configured address is not asked.
func NewBeacon(c BeaconConfig) (Beacon, error) {
	for _, address := range c.Addresses {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.User != nil || u.Fragment != "" {
			return nil, &geo.Error{Code: ErrBeaconAddress, Value: address, Want: "https://"}
		}
	}
	if len(c.Addresses) == 0 {
		return nil, &geo.Error{Code: ErrBeaconAddress, Want: "https://"}
	}
	if c.After == nil {
		c.After = time.After
	}
	return &relays{addresses: c.Addresses, after: c.After, client: &http.Client{
		Transport: c.Transport, Timeout: beaconTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Round asks one relay after the other, with longer and longer pauses in between.
func (b *relays) Round(ctx context.Context, chain string, round uint64) (string, error) {
	var errs []error
	for attempt := range beaconAttempts * len(b.addresses) {
		if attempt > 0 {
			select {
			case <-b.after(time.Second << (attempt - 1) / time.Duration(len(b.addresses))):
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		signature, err := b.ask(ctx, b.addresses[attempt%len(b.addresses)], chain, round)
		if err == nil {
			return signature, nil
		}
		errs = append(errs, err)
	}
	return "", &geo.Error{Code: ErrBeaconFetch, Kind: geo.Unavailable, Value: strconv.FormatUint(round, 10), Err: errors.Join(errs...)}
}

// ask asks one relay. What it says counts only if the chain signed it.
func (b *relays) ask(ctx context.Context, address, chain string, round uint64) (string, error) {
	target := strings.TrimSuffix(address, "/") + "/" + url.PathEscape(chain) + "/public/" + strconv.FormatUint(round, 10)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return "", err
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return "", &geo.Error{Code: ErrBeaconFetch, Kind: geo.Unavailable, Value: strconv.Itoa(resp.StatusCode), Want: strconv.Itoa(http.StatusOK)}
	}
	var answer struct {
		Round     uint64 `json:"round"`
		Signature string `json:"signature"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxBeaconBytes)).Decode(&answer); err != nil {
		return "", err
	}
	signature := strings.ToLower(answer.Signature)
	_, err = sampler.VerifyBeacon(chain, round, signature)
	return signature, err
}
