package geo

// Contact is what an office notes about the people and the whereabouts of a
// site, by its id. It never enters a frame, record, log or public answer. The
// zero value is of no site.
type Contact struct {
	ID       string // of the site
	Person   string // 责任人, who answers for the site
	Phone    string // 电话
	Address  string // 地址
	Chief    string // 路长, the road chief
	Lead     string // 牵头单位, the unit in the lead
	Partners string // 配合单位, units that support it
	Note     string // 备注
}

// Empty reports whether nothing is noted.
func (c *Contact) Empty() bool { return *c == Contact{ID: c.ID} }

// Take puts in what the other says.
func (c *Contact) Take(other Contact) {
	for _, m := range []struct{ mine, others *string }{
		{&c.Person, &other.Person}, {&c.Phone, &other.Phone}, {&c.Address, &other.Address}, {&c.Chief, &other.Chief},
		{&c.Lead, &other.Lead}, {&c.Partners, &other.Partners}, {&c.Note, &other.Note},
	} {
		if *m.others != "" {
			*m.mine = *m.others
		}
	}
}
