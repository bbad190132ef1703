package store

// Finding is a result of a site that a draw picked, as somebody reported it. It is
// never changed and never deleted: who corrects it reports another one.
type Finding struct {
	Draw   int64
	Number int64  // order of arrival, from 1 in each draw, without gaps
	Site   string // id
	Item   string // of the check sheet; empty: of the whole site
	Object []byte // JSON object: met, observed, score, when, by, photo
	Made   Act
}

// FindingReader reads findings.
type FindingReader interface {
	Findings(draw int64, p NumberPage) ([]Finding, error)
	// CountFindings returns how many a draw has, which is the number of the last one.
	CountFindings(draw int64) (int64, error)
}

// FindingWriter adds findings.
type FindingWriter interface {
	// AddFindings gives the numbers, in the order of the list.
	AddFindings([]Finding) error
}
