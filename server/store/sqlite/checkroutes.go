package sqlite

import (
	"context"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// routes unpacks the itinerary of every plan of routes that was not dropped.
func (k *checking) routes(ctx context.Context) error {
	type place struct{ draw, number int64 }
	list, err := all(k.session, func(r row) (p place, err error) {
		err = r.Scan(&p.draw, &p.number)
		return p, err
	}, "SELECT draw, number FROM route WHERE dropped IS NULL ORDER BY id")
	if err != nil {
		return err
	}
	for done, at := range list {
		k.tell(done, len(list))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p, err := k.Routes(at.draw, at.number)
		if err == nil {
			_, err = p.Itinerary.Unpack()
		}
		if err != nil {
			wrong := thing{"routes", number(at.draw) + "/" + number(at.number)}.error(store.ErrCorrupt, geo.Internal)
			wrong.Err = err
			k.find(wrong)
		}
	}
	return nil
}
