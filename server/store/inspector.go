package store

// Inspector is somebody who can be drawn into a team. This is personal data: it is
// changed as people ask, and erased without a trace.
type Inspector struct {
	ID      string // 1–255 bytes
	Object  []byte // JSON object: name, unit, township, qualifications, recusals, absences
	Left    bool   // he is drawn no more
	Changed Act
}

// InspectorReader reads inspectors.
type InspectorReader interface {
	Inspector(id string) (Inspector, error)
	Inspectors(TextPage) ([]Inspector, error) // by id, also those who left
}

// InspectorWriter changes inspectors.
type InspectorWriter interface {
	PutInspector(Inspector) error // adds him or replaces what is known of him
	// EraseInspector forgets him. Crews that name him are for DropCrewPeople.
	EraseInspector(id string) error
}
