// Package osmtest writes PBF, field by field, as much as tests need.
package osmtest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
)

// Varint is a field that holds a number.
func Varint(number int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3), v)
}

// Bytes is a field that holds a text or a message.
func Bytes(number int, data []byte) []byte {
	b := binary.AppendUvarint(nil, uint64(number)<<3|2)
	return append(binary.AppendUvarint(b, uint64(len(data))), data...)
}

// Zigzag codes a signed number.
func Zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

// Deltas packs the differences of numbers.
func Deltas(number int, values ...int64) []byte {
	var data []byte
	last := int64(0)
	for _, v := range values {
		data = binary.AppendUvarint(data, Zigzag(v-last))
		last = v
	}
	return Bytes(number, data)
}

// Packed is a field of packed numbers.
func Packed(number int, values ...uint64) []byte {
	var data []byte
	for _, v := range values {
		data = binary.AppendUvarint(data, v)
	}
	return Bytes(number, data)
}

// Blob is a block of a kind with its Blob message.
func Blob(kind string, blob []byte) []byte {
	header := append(Bytes(1, []byte(kind)), Varint(3, uint64(len(blob)))...)
	b := binary.BigEndian.AppendUint32(nil, uint32(len(header)))
	return append(append(b, header...), blob...)
}

// Block is a block of a kind, its data compressed.
func Block(kind string, data []byte) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(data)
	_ = w.Close()
	return Blob(kind, append(Varint(2, uint64(len(data))), Bytes(3, packed.Bytes())...))
}

// File is a file of blocks after a header.
func File(blocks ...[]byte) []byte {
	return append(Block("OSMHeader", Bytes(4, []byte("DenseNodes"))), bytes.Join(blocks, nil)...)
}

// Strings is a block's table of texts.
func Strings(texts ...string) []byte {
	var table []byte
	for _, text := range texts {
		table = append(table, Bytes(1, []byte(text))...)
	}
	return Bytes(1, table)
}

// Group is a group of one element, of the kind that the field number says.
func Group(number int, message ...[]byte) []byte {
	return Bytes(2, Bytes(number, bytes.Join(message, nil)))
}
