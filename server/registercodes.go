package server

import "sitedraw/geo"

// What work on registers can be refused for.
const (
	ErrNoChange       geo.Code = "draft.unchanged"     // the draft is what is current already
	ErrDraftMoved     geo.Code = "draft.moved"         // somebody changed the draft meanwhile
	ErrEmptyRegister  geo.Code = "register.empty"      // there is no site to publish
	ErrRegisterWord   geo.Code = "register.word"       // an address of maps is called so: Names are all such words
	ErrModeNeeded     geo.Code = "import.mode-needed"  // the register has sites, and nobody said what becomes of them
	ErrVanish         geo.Code = "import.vanish"       // Value sites would vanish, and nobody said yes
	ErrAttachmentKind geo.Code = "attachment.kind"     // none of the kinds in Want
	ErrNoContacts     geo.Code = "attachment.contacts" // the file says nothing of people
	ErrJobEnded       geo.Code = "job.ended"           // it has ended: there is nothing to cancel
	ErrJobCancelled   geo.Code = "job.cancelled"       // somebody cancelled it, or the server stopped
)

// What a job is doing, as the reader is told.
const (
	stepQueued    geo.Code = "job.queued"
	stepReading   geo.Code = "job.reading"
	stepJoining   geo.Code = "job.joining"
	stepReviewing geo.Code = "job.reviewing"
	stepStoring   geo.Code = "job.storing"
	stepOpening   geo.Code = "job.opening"
	stepDrawing   geo.Code = "job.drawing"
	stepChecking  geo.Code = "job.checking"
	stepRoads     geo.Code = "job.roads"
	stepTravel    geo.Code = "job.travel"
	stepRouting   geo.Code = "job.routing" // Count is how many visits the best routes make
	stepPlaying   geo.Code = "job.playing"
	stepReplaying geo.Code = "job.replaying" // Count is how many draws were made
	stepEstimate  geo.Code = "job.estimating"
	stepEnded     geo.Code = "job.at-end"
)
