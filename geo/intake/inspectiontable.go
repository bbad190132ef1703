package intake

import (
	"slices"

	"sitedraw/geo"
)

// resultColumn is one of a table of results.
type resultColumn int

const (
	resultID resultColumn = iota
	resultMet
	resultObserved
	resultScore
	resultWhen
	resultBy
	resultItem
	resultPhoto
)

// resultHeadings are the headings of the columns, the Chinese and the English name
// first. An id has those of a register too.
var resultHeadings = [...][]string{
	resultID:       {"编号", "id"},
	resultMet:      {"达标项", "met", "达标项数", "达标数", "达标", "合格项", "合格项数", "符合项"},
	resultObserved: {"检查项", "observed", "检查项数", "检查数", "应检项", "测评项", "测评项数", "checked"},
	resultScore:    {"得分", "score", "得分率", "分数", "达标率"},
	resultWhen:     {"检查日期", "when", "日期", "date", "检查时间", "时间", "测评日期"},
	resultBy:       {"检查人", "by", "检查组", "检查员", "测评员", "小组", "组", "team", "inspector"},
	resultItem:     {"检查内容", "item", "条目", "检查条目", "测评内容", "测评条目"},
	resultPhoto:    {"照片摘要", "photo", "照片sha256", "photosha256"},
}

// name is how an error calls the column.
func (c resultColumn) name() string { return resultHeadings[c][0] + " (" + resultHeadings[c][1] + ")" }

// resultWords are the headings of results, folded, with the column each means.
func resultWords() map[string]string {
	words := map[string]string{}
	for _, h := range readVocabulary().ranked[FieldID] {
		words[h] = resultHeadings[resultID][1]
	}
	for _, list := range resultHeadings {
		for _, h := range list {
			words[foldHeading(h)] = list[1]
		}
	}
	return words
}

// resultTable reads rows of results.
type resultTable struct {
	*table
	at [len(resultHeadings)]int // −1: there is no such column
}

// readResults reads the table of results.
func (x *reading) readResults(out *Inspections) error {
	s, err := x.openSheet()
	if err != nil {
		return err
	}
	container := csvFormat
	if _, is := s.(*worksheet); is {
		container = xlsxFormat
	}
	ahead, stop := readAhead(s)
	defer stop()
	t := &resultTable{}
	if t.table, err = newTable(x, ahead, container); err != nil {
		return err
	}
	if err := t.findColumns(); err != nil {
		return err
	}
	return t.readAll(out)
}

// findColumns wants an id, and checks or a score. Two columns of one meaning are an
// error, since either may be the right one.
func (t *resultTable) findColumns() error {
	for c := range t.at {
		t.at[c] = -1
	}
	for i, heading := range t.header.cells {
		c := slices.IndexFunc(resultHeadings[:], func(list []string) bool { return list[1] == t.x.words[foldHeading(heading)] })
		switch {
		case c < 0 || heading == "":
			if heading != "" {
				t.x.result.Unused = append(t.x.result.Unused, heading)
			}
		case t.at[c] >= 0:
			return &geo.Error{Code: ErrColumnTwice, At: geo.Place{Line: t.header.top, Column: heading}, Value: heading}
		default:
			t.at[c] = i
		}
	}
	has := func(c resultColumn) bool { return t.at[c] >= 0 }
	var missing string
	switch {
	case !has(resultID):
		missing = resultID.name()
	case has(resultMet) && !has(resultObserved):
		missing = resultObserved.name()
	case has(resultObserved) && !has(resultMet):
		missing = resultMet.name()
	case !has(resultMet) && !has(resultScore):
		missing = resultScore.name()
	default:
		return nil
	}
	return &geo.Error{Code: ErrColumnMissing, At: geo.Place{Line: t.header.top, Column: missing}, Want: missing}
}

// readAll reads every row, and rejects those that are wrong.
func (t *resultTable) readAll(out *Inspections) error {
	for {
		more, err := t.next()
		if err != nil || !more {
			return err
		}
		row, err := t.inspection()
		switch {
		case err != nil:
			t.reject(err)
		case row.Observed == 0 && row.Score < 0:
			out.Open++
		default:
			out.Rows = append(out.Rows, row)
		}
	}
}

// noScore marks a row without any result.
const noScore = -1

// inspection reads the current row.
func (t *resultTable) inspection() (r Inspection, err error) {
	r = Inspection{Line: t.row.number, Score: noScore}
	var text [len(resultHeadings)]string
	for c := range text {
		if text[c], err = t.text(resultColumn(c)); err != nil {
			return r, err
		}
	}
	r.ID, r.By = text[resultID], text[resultBy]
	if r.ID == "" {
		return r, t.wrong(resultID, &geo.Error{Code: ErrCellEmpty})
	}
	if err = t.beside(&r, &text); err != nil {
		return r, err
	}
	checked := text[resultMet] + text[resultObserved]
	switch {
	case checked != "" && text[resultScore] != "":
		return r, t.wrong(resultScore, &geo.Error{Code: ErrTwoResults, Value: text[resultScore]})
	case checked != "":
		return r, t.checks(&r, text[resultMet], text[resultObserved])
	case text[resultScore] != "":
		r.Score, err = score(text[resultScore])
		return r, t.wrong(resultScore, err)
	default:
		return r, nil
	}
}

// beside reads what stands beside a result: day, item and photo.
func (t *resultTable) beside(r *Inspection, text *[len(resultHeadings)]string) (err error) {
	if r.When, err = day(text[resultWhen]); err != nil {
		return t.wrong(resultWhen, err)
	}
	if r.Item = text[resultItem]; r.Item != "" {
		if err = geo.CheckIdentifier(r.Item); err != nil {
			return t.wrong(resultItem, err)
		}
	}
	r.Photo, err = photo(text[resultPhoto])
	return t.wrong(resultPhoto, err)
}

// text reads a cell of the current row as its column has it.
func (t *resultTable) text(c resultColumn) (string, error) {
	if t.at[c] < 0 {
		return "", nil
	}
	field := FieldSize // digits
	if c == resultID {
		field = FieldID
	}
	if c >= resultWhen {
		field = FieldNote // people's: dates may stand there
	}
	cell := t.cell(t.at[c])
	text, err := cell.read(field)
	return text, t.wrong(c, err)
}

// wrong names the column of an error by its heading.
func (t *resultTable) wrong(c resultColumn, err error) error {
	if t.at[c] < 0 {
		return geo.InColumn(err, c.name())
	}
	return geo.InColumn(err, t.header.cells[t.at[c]])
}

// checks reads how many of the checks were met.
func (t *resultTable) checks(r *Inspection, met, observed string) (err error) {
	r.Score = 0
	if r.Observed, err = number(observed, 1, mostChecks); err != nil {
		return t.wrong(resultObserved, err)
	}
	r.Met, err = number(met, 0, r.Observed)
	return t.wrong(resultMet, err)
}
