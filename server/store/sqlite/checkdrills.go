package sqlite

import (
	"context"
	"crypto/sha256"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// drills compares what drills and teams say with their digests.
func (k *checking) drills(ctx context.Context) error {
	type object struct {
		noun, key string
		digest    sampler.Digest
		body      []byte
	}
	list, err := all(k.session, func(r row) (o object, err error) {
		err = r.Scan(&o.noun, &o.key, digest(&o.digest), part{&o.body})
		return o, err
	}, `SELECT 'drill', CAST(number AS TEXT), digest, object FROM drill
		UNION ALL SELECT 'crew', draw || '/' || lot, digest, body FROM crew`)
	if err != nil {
		return err
	}
	for done := range list {
		k.tell(done, len(list))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if o := &list[done]; sha256.Sum256(o.body) != o.digest {
			k.find(thing{o.noun, o.key}.error(store.ErrCorrupt, geo.Internal))
		}
	}
	return nil
}
