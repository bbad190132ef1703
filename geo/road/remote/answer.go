package remote

import (
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
)

// maxAnswer is more than any protocol needs for a block, in bytes.
const maxAnswer = 16 << 20

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// readAnswer reads an answer. The error is ErrLong, or that of the connection.
func readAnswer(response *http.Response) (*answer, error) {
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxAnswer:
		return nil, &geo.Error{Code: ErrLong, Want: strconv.Itoa(maxAnswer)}
	}
	return &answer{status: response.StatusCode, header: response.Header, body: body}, nil
}

// judge returns why an answer does not hold a table, nil if it may.
func (s *session) judge(a *answer) error {
	said := s.protocol.complaint(a.body)
	if said.code == "" && slices.Contains([]int{http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong}, a.status) {
		said.code = ErrTooBig
	}
	text := cmp.Or(said.text, strings.TrimSpace(http.StatusText(a.status)+" "+excerpt(a.body)))
	value := excerpt([]byte(strconv.Itoa(a.status) + " " + text))
	switch {
	case said.code != "":
		return &geo.Error{Code: said.code, Value: value}
	case a.status == http.StatusTooManyRequests:
		return passing{cause: &geo.Error{Code: ErrBusy, Kind: geo.Unavailable, Value: value}, after: s.after(a.header)}
	case slices.Contains(passingStatuses, a.status):
		return passing{cause: &geo.Error{Code: ErrStatus, Kind: geo.Unavailable, Value: value}, after: s.after(a.header)}
	case a.status != http.StatusOK || said.text != "":
		return &geo.Error{Code: ErrRefused, Value: value}
	case !isJSON(a.header):
		return &geo.Error{Code: ErrType, Value: excerpt([]byte(a.header.Get("Content-Type"))), Want: excerpt(a.body)}
	}
	return nil
}

// passingStatuses are those after which the same request may be answered.
var passingStatuses = []int{
	http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// isJSON holds for JSON by its type, and for what has no type.
func isJSON(header http.Header) bool {
	text := header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(text)
	return text == "" || (err == nil || errors.Is(err, mime.ErrInvalidMediaParameter)) &&
		(kind == "application/json" || kind == "text/json" || strings.HasSuffix(kind, "+json"))
}

// after is how long Retry-After asks to wait, in seconds or until a time; 0 if it does
// not say so.
func (s *session) after(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<30)) * time.Second
	}
	if until, err := http.ParseTime(text); err == nil {
		return max(until.Sub(s.Now()), 0)
	}
	return 0
}
