package docs

import _ "embed" // the documents

// RoundsSpec is the rule of rounds, rounds-v1.
//
//go:embed spec/rounds-v1.md
var RoundsSpec []byte

// TeamsSpec is the rule of teams, teams-v1.
//
//go:embed spec/teams-v1.md
var TeamsSpec []byte

// Rounds is a second implementation of rounds-v1.
//
//go:embed rounds.py
var Rounds []byte

// Teams is a second implementation of teams-v1.
//
//go:embed teams.py
var Teams []byte

// Drill checks the bundle of a drill with the others.
//
//go:embed drill.py
var Drill []byte
