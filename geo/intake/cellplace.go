package intake

import (
	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// How large a sheet may be: Excel's limits.
const (
	sheetRows    = 1 << 20
	sheetColumns = 1 << 14
	lastCell     = "XFD1048576"
)

// cellPlace is where a cell lies: its column from 0, its row from 1.
type cellPlace struct{ column, row int }

// parseCellPlace reads a reference such as "AB12".
func parseCellPlace(text []byte) (cellPlace, error) {
	var p cellPlace
	i := 0
	for ; i < len(text) && 'A' <= text[i] && text[i] <= 'Z' && p.column <= sheetColumns; i++ {
		p.column = p.column*26 + int(text[i]-'A') + 1
	}
	letters := i
	for ; i < len(text) && '0' <= text[i] && text[i] <= '9' && p.row <= sheetRows; i++ {
		p.row = p.row*10 + int(text[i]-'0')
	}
	if i < len(text) || letters == 0 || p.column > sheetColumns || p.row < 1 || p.row > sheetRows {
		return p, &geo.Error{Code: ErrCellPlace, Value: stream.Quote(text), Want: lastCell}
	}
	p.column--
	return p, nil
}

// columnName returns the letters of a column that is counted from 0.
func columnName(column int) string {
	var letters []byte
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = append([]byte{byte('A' + (n-1)%26)}, letters...)
	}
	return string(letters)
}
