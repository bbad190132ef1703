package store

// Audit is an entry of the audit log: who did or saw what.
type Audit struct {
	Number  int64 // from 1
	Made    Act
	Role    string
	Address string // of the client; erased with the person
	Action  string // "draw.read", "user.add" …
	Object  string // "draw/17"
	Detail  []byte // JSON object, never a secret
}

// AuditFilter narrows the audit log; its zero value takes all.
type AuditFilter struct {
	User   int64
	Action string
	Object string
}

// AuditReader reads the audit log.
type AuditReader interface {
	Audits(AuditFilter, NumberPage) ([]Audit, error)
}

// AuditWriter adds to the audit log.
type AuditWriter interface {
	AddAudit(Audit) error // gives the number
}
