package intake

// The elements of a PBF block. Numbers of fields are those of osmformat.proto.

// plainNode reads a Node message.
func (r *pbfReader) plainNode(data []byte) error {
	var id, lon, lat int64
	var keys, values []byte
	visible := true
	w := wire{data: data}
	for w.next() {
		switch w.number {
		case 1:
			id = unzigzag(w.value)
		case 2:
			keys = w.bytes
		case 3:
			values = w.bytes
		case 4:
			visible = isVisible(w.bytes)
		case 8:
			lat = unzigzag(w.value)
		case 9:
			lon = unzigzag(w.value)
		}
	}
	if err := w.check(); err != nil || !visible {
		return err
	}
	if err := r.readTags(keys, values); err != nil {
		return err
	}
	if err := r.x.tick(1); err != nil {
		return err
	}
	r.node(id, lon, lat)
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
		if err := r.x.tick(1); err != nil {
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
		if err := r.x.tick(1); err != nil {
			return err
		}
		r.tags = append(r.tags, tag{key: r.text(key), value: r.text(value)})
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
		if err := r.x.tick(1); err != nil {
			return err
		}
		r.tags = append(r.tags, tag{key: r.text(k.varint()), value: r.text(v.varint())})
	}
	if err := k.check(); err != nil {
		return err
	}
	return v.check()
}

// way reads a Way message.
func (r *pbfReader) way(data []byte) error {
	var id int64
	var keys, values, refs []byte
	visible := true
	w := wire{data: data}
	for w.next() {
		switch w.number {
		case 1:
			id = int64(w.value)
		case 2:
			keys = w.bytes
		case 3:
			values = w.bytes
		case 4:
			visible = isVisible(w.bytes)
		case 8:
			refs = w.bytes
		}
	}
	if err := w.check(); err != nil || !visible {
		return err
	}
	if err := r.readTags(keys, values); err != nil {
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
	if err := r.x.tick(1 + len(r.refs)); err != nil {
		return err
	}
	r.into.way(id, r.refs, r.tags)
	return nil
}

// relation reads a Relation message.
func (r *pbfReader) relation(data []byte) error {
	var id int64
	var keys, values []byte
	var roles, refs, kinds wire
	visible := true
	w := wire{data: data}
	for w.next() {
		switch w.number {
		case 1:
			id = int64(w.value)
		case 2:
			keys = w.bytes
		case 3:
			values = w.bytes
		case 4:
			visible = isVisible(w.bytes)
		case 8:
			roles.data = w.bytes
		case 9:
			refs.data = w.bytes
		case 10:
			kinds.data = w.bytes
		}
	}
	if err := w.check(); err != nil || !visible {
		return err
	}
	if err := r.readTags(keys, values); err != nil {
		return err
	}
	if err := r.readMembers(&roles, &refs, &kinds); err != nil {
		return err
	}
	r.into.relation(id, r.members, r.tags)
	return nil
}

// readMembers reads the three columns of a relation's members.
func (r *pbfReader) readMembers(roles, refs, kinds *wire) error {
	r.members = r.members[:0]
	ref := int64(0)
	for refs.more() {
		ref += refs.signed()
		kind := kinds.varint()
		if kind > uint64(relationElement) {
			kinds.bad = true
		}
		r.members = append(r.members, member{kind: element(kind), ref: ref, role: r.text(roles.varint())})
		for _, column := range []*wire{roles, refs, kinds} {
			if err := column.check(); err != nil {
				return err
			}
		}
	}
	return r.x.tick(1 + len(r.members))
}
