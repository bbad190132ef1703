package report

// Passage is a part of what a verb tells on a terminal: sentences, and a table
// below them. Either may be missing.
type Passage struct {
	Lines []string
	Rows  [][]string // the first is the heading; none: no table
	Right []int      // columns of figures
	After []string   // sentences below the table
}
