package server

import (
	"context"
	"sync"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// officialList is the official list of areas that lies beside a version, of one
// file or several. An empty one is none.
type officialList struct {
	sites []geo.Site
	codes []geo.AreaCode // of the areas that they stand for
}

// officials remembers official lists: every draw asks for its version's.
type officials struct {
	server *Server

	mu    sync.Mutex
	known map[officialFile]*officialList
}

// officialFile is a file by its name, which may say what it is, and its digest.
type officialFile struct {
	name   string
	digest sampler.Digest
}

// maxOfficials is how many files are remembered.
const maxOfficials = 64

func newOfficials(s *Server) *officials {
	return &officials{server: s, known: map[officialFile]*officialList{}}
}

// of is the official list among attachments.
func (o *officials) of(ctx context.Context, attachments []store.Attachment) (*officialList, error) {
	all := &officialList{}
	for _, a := range attachments {
		if a.Kind != kindOfficial || a.Erased {
			continue
		}
		list, err := o.file(ctx, a)
		if err != nil {
			return nil, err
		}
		all.sites, all.codes = append(all.sites, list.sites...), append(all.codes, list.codes...)
	}
	return all, nil
}

// file is what one file lists. It is read when it is first asked for.
func (o *officials) file(ctx context.Context, a store.Attachment) (*officialList, error) {
	key := officialFile{a.Name, a.Digest}
	o.mu.Lock()
	list, known := o.known[key]
	o.mu.Unlock()
	if known {
		return list, nil
	}
	read, err := o.server.readAttachment(ctx, a)
	if err != nil {
		return nil, err
	}
	list = &officialList{sites: read.Sites}
	for _, area := range geo.AreasOf(read.Sites, o.server.Categories) {
		list.codes = append(list.codes, area.Code)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.known) >= maxOfficials {
		clear(o.known)
	}
	o.known[key] = list
	return list, nil
}
