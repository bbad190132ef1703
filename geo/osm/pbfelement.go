package osm

// The elements of a PBF block. Numbers of fields are those of osmformat.proto.

// head is what plain nodes, ways and relations begin with.
type head struct {
	id           uint64 // as on the wire: a node's is in zigzag
	keys, values []byte
	gone         bool // deleted, in files with history
}

// field takes one of the head's fields.
func (h *head) field(w *wire) {
	switch w.number {
	case 1:
		h.id = w.value
	case 2:
		h.keys = w.bytes
	case 3:
		h.values = w.bytes
	case 4:
		h.gone = !isVisible(w.bytes)
	}
}

// begin checks the message that was read to its end and reads the element's
// tags; false if there is no such element any more.
func (r *pbfReader) begin(w *wire, h *head) (there bool, err error) {
	if err := w.check(); err != nil || h.gone {
		return false, err
	}
	return true, r.readTags(h.keys, h.values)
}

// plainNode reads a Node message.
func (r *pbfReader) plainNode(data []byte) error {
	var h head
	var lon, lat int64
	w := wire{data: data}
	for w.next() {
		switch w.number {
		case 8:
			lat = unzigzag(w.value)
		case 9:
			lon = unzigzag(w.value)
		default:
			h.field(&w)
		}
	}
	if there, err := r.begin(&w, &h); err != nil || !there {
		return err
	}
	if err := r.into.Count(1); err != nil {
		return err
	}
	r.node(unzigzag(h.id), lon, lat)
	return nil
}

// denseNodes reads a DenseNodes message: columns of differences.
func (r *pbfReader) denseNodes(data []byte) error {
	var ids, lons, lats, pairs, visible wire
	w := wire{data: data}
	for w.next() {
		switch w.number {
		case 1:
			ids.data = w.bytes
		case 5:
			visible.data = denseVisible(w.bytes)
		case 8:
			lats.data = w.bytes
		case 9:
			lons.data = w.bytes
		case 10:
			pairs.data = w.bytes
		}
	}
	var id, lon, lat int64
	for ids.more() {
		id, lon, lat = id+ids.signed(), lon+lons.signed(), lat+lats.signed()
		if err := r.denseTags(&pairs); err != nil {
			return err
		}
		gone := visible.more() && visible.varint() == 0
		for _, column := range []*wire{&w, &ids, &lons, &lats, &visible} {
			if err := column.check(); err != nil {
				return err
			}
		}
		if err := r.into.Count(1); err != nil {
			return err
		}
		if !gone {
			r.node(id, lon, lat)
		}
	}
	return w.check()
}

// denseTags reads the tags of the next dense node: pairs of texts, ended by 0.
func (r *pbfReader) denseTags(pairs *wire) error {
	r.tags = r.tags[:0]
	for pairs.more() {
		key := pairs.varint()
		if key == 0 {
			break
		}
		value := pairs.varint()
		if err := r.into.Count(1); err != nil {
			return err
		}
		r.tags = append(r.tags, Tag{Key: r.text(key), Value: r.text(value)})
	}
	return pairs.check()
}

// denseVisible returns the column visible of a DenseInfo message, nil if it has
// none: then all nodes are.
func denseVisible(info []byte) []byte {
	w := wire{data: info}
	for w.next() {
		if w.number == 6 {
			return w.bytes
		}
	}
	return nil
}

// isVisible reads an Info message.
func isVisible(info []byte) bool {
	w := wire{data: info}
	for w.next() {
		if w.number == 6 {
			return w.value != 0
		}
	}
	return true
}

// readTags reads the columns of keys and values of one element.
func (r *pbfReader) readTags(keys, values []byte) error {
	r.tags = r.tags[:0]
	k, v := wire{data: keys}, wire{data: values}
	for k.more() {
		if err := r.into.Count(1); err != nil {
			return err
		}
		r.tags = append(r.tags, Tag{Key: r.text(k.varint()), Value: r.text(v.varint())})
	}
	if err := k.check(); err != nil {
		return err
	}
	return v.check()
}

// way reads a Way message.
func (r *pbfReader) way(data []byte) error {
	var h head
	var refs []byte
	w := wire{data: data}
	for w.next() {
		if w.number == 8 {
			refs = w.bytes
		} else {
			h.field(&w)
		}
	}
	if there, err := r.begin(&w, &h); err != nil || !there {
		return err
	}
	r.refs = r.refs[:0]
	column, ref := wire{data: refs}, int64(0)
	for column.more() {
		ref += column.signed()
		r.refs = append(r.refs, ref)
	}
	if err := column.check(); err != nil {
		return err
	}
	if err := r.into.Count(1 + len(r.refs)); err != nil {
		return err
	}
	r.into.Way(int64(h.id), r.refs, r.tags)
	return nil
}

// relation reads a Relation message.
func (r *pbfReader) relation(data []byte) error {
	var h head
	var roles, refs, kinds wire
	w := wire{data: data}
	for w.next() {
		switch w.number {
		case 8:
			roles.data = w.bytes
		case 9:
			refs.data = w.bytes
		case 10:
			kinds.data = w.bytes
		default:
			h.field(&w)
		}
	}
	if there, err := r.begin(&w, &h); err != nil || !there {
		return err
	}
	if err := r.readMembers(&roles, &refs, &kinds); err != nil {
		return err
	}
	r.into.Relation(int64(h.id), r.members, r.tags)
	return nil
}

// readMembers reads the three columns of a relation's members.
func (r *pbfReader) readMembers(roles, refs, kinds *wire) error {
	r.members = r.members[:0]
	ref := int64(0)
	for refs.more() {
		ref += refs.signed()
		kind := kinds.varint()
		if kind > uint64(RelationKind) {
			kinds.bad = true
		}
		r.members = append(r.members, Member{Kind: Kind(kind), Ref: ref, Role: r.text(roles.varint())})
		for _, column := range []*wire{roles, refs, kinds} {
			if err := column.check(); err != nil {
				return err
			}
		}
	}
	return r.into.Count(1 + len(r.members))
}
