package geo

import (
	"errors"
	"strconv"
	"strings"
)

// Code says what went wrong. It is a sentinel for errors.Is and the key of the
// sentence a person reads, which server/text renders in his language.
type Code string

// Error returns the code itself; only developers see it.
func (c Code) Error() string { return string(c) }

// Kind sorts errors into the five that a caller treats differently.
type Kind uint8

// The kinds of errors. The zero value is Invalid: the input is wrong.
const (
	Invalid Kind = iota
	NotFound
	Conflict
	Unavailable
	Internal
)

// Place says where in the input an error lies. The zero value is nowhere in
// particular.
type Place struct {
	File   string // name of the file, "-" for standard input
	Line   int    // line or row, counted from 1; 0 if unknown
	Column string // column, member or path in an object
	Step   string // id of a plan's step
}

// Error is every error that input can cause here: what, where, the value that
// is wrong and what would be right. The catalogue's sentence for Code may name
// {value}, {want}, {names} and {count}.
type Error struct {
	Code  Code
	Kind  Kind
	At    Place
	Value string   // the value as it was read
	Want  string   // what would be right, where the code does not say it
	Names []string // sites, members or steps concerned
	Err   error    // cause, for the log
}

// Error is the developers' text: place, code, value, what would be right.
func (e *Error) Error() string {
	var b strings.Builder
	for _, part := range []string{e.At.File, lineText(e.At.Line), e.At.Step, e.At.Column} {
		if part != "" {
			b.WriteString(part + ": ")
		}
	}
	b.WriteString(string(e.Code))
	if e.Value != "" {
		b.WriteString(": got " + strconv.Quote(e.Value))
	}
	if e.Want != "" {
		b.WriteString(", want " + strconv.Quote(e.Want))
	}
	if len(e.Names) > 0 {
		b.WriteString(" (" + strings.Join(e.Names[:min(len(e.Names), 5)], ", ") + ")")
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap makes both the code and the cause visible to errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Err}
}

func lineText(line int) string {
	if line == 0 {
		return ""
	}
	return strconv.Itoa(line)
}

// InColumn returns err with the column or member named, if none is yet.
func InColumn(err error, column string) error {
	return withPlace(err, func(at *Place) {
		if at.Column == "" {
			at.Column = column
		}
	})
}

// InLine returns err with file and line named.
func InLine(err error, file string, line int) error {
	return withPlace(err, func(at *Place) { at.File, at.Line = file, line })
}

// withPlace changes the place of a copy of the *Error; others pass as they are.
func withPlace(err error, change func(*Place)) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	located := *e
	change(&located.At)
	return &located
}

// InStep returns err with the plan's step named.
func InStep(err error, step string) error {
	return withPlace(err, func(at *Place) { at.Step = step })
}

// InFile returns err with the file named.
func InFile(err error, file string) error {
	return withPlace(err, func(at *Place) { at.File = file })
}
