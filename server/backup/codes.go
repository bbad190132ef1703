package backup

import "sitedraw/geo"

// What can be wrong with back-ups. Each is a key of the catalogue in server/text.
const (
	ErrForm    geo.Code = "backup.form"    // not a back-up
	ErrNewer   geo.Code = "backup.newer"   // Value is a format of a newer program; ours is Want
	ErrDamaged geo.Code = "backup.damaged" // the file Value is not as it was saved
	ErrOther   geo.Code = "backup.other"   // the keys were saved with another database
	ErrKeyName geo.Code = "backup.key"     // Value names no key
)
