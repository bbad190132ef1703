package route

// round is a part of a race: so much of the budget for each search, until the start's
// temperature is halved so often.
type round struct {
	parts int   // of raceParts
	until int64 // in 2⁻¹⁶ of a halving
}

// raceParts is the whole budget. What the rounds leave over is the winner's: six.
const raceParts = 20

// rounds of a race. Four searches begin and two go on.
var rounds = [...]round{
	{parts: 2, until: 2 << 16},
	{parts: 3, until: 7 << 15},
}

// race spends the budget on several searches, of which the better ones go on. While
// it is warm, a search settles which teams drive and who has which region; once cool,
// it cannot change that any more, and a search alone may have settled it badly.
func (u *run) race() {
	start := u.startTemperature()
	from := u.qualify(len(rounds), start)
	u.anneal(u.budget-u.spent(), cooling{start, from, halvings << 16})
}

// qualify goes on with the better of two searches after so many rounds, or with a
// new one if there are none, and returns how often its temperature is halved.
func (u *run) qualify(after int, start int64) int64 {
	if after == 0 {
		u.beginAnew()
		return 0
	}
	round := &rounds[after-1]
	var first found
	for i := range 2 {
		from := u.qualify(after-1, start)
		u.anneal(u.budget/raceParts*round.parts, cooling{start, from, round.until})
		if u.best.better(u.ahead) {
			u.ahead = u.best
		}
		switch {
		case i == 0:
			first = u.bestFound()
		case !u.best.better(first.state):
			u.takeBack(first)
		}
	}
	u.restore()
	return round.until
}

// beginAnew puts all tours together from nothing.
func (u *run) beginAnew() {
	u.step++
	u.changed = u.changed[:0]
	for r := range u.tours {
		u.empty(r)
	}
	u.recreate()
	u.keep()
}
