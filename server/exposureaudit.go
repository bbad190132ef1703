package server

import (
	"cmp"
	"context"
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/exposure"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// maxAuditDraws is how many draws are held against what is stated of them at most.
const maxAuditDraws = 100_000

// auditOrder is how draws of a plan are audited.
type auditOrder struct {
	Plan  string  `json:"plan"`
	Draws int64   `json:"draws"` // 0: as exposure.NewAudit has it
	Alarm float64 `json:"alarm"` // 0: likewise
	Seed  string  `json:"seed"`  // empty: report.DefaultReplaySeed
}

func (o *auditOrder) check() error {
	o.Seed = cmp.Or(o.Seed, report.DefaultReplaySeed)
	if !(o.Alarm >= 0 && o.Alarm < 1) {
		return &geo.Error{
			Code: exposure.ErrAlarm, At: geo.Place{Column: "alarm"}, Value: strconv.FormatFloat(o.Alarm, 'g', -1, 64), Want: "0 … 1",
		}
	}
	return cmp.Or(required("plan", o.Plan), bounded("draws", o.Draws, maxAuditDraws), checkReplaySeed(o.Seed))
}

// auditPlan draws a plan again and again and holds how often sites were picked against
// how likely they are said to be.
func (s *Server) auditPlan(r *request) error {
	format, err := r.figureFormat("json", "csv", "xlsx")
	if err != nil {
		return err
	}
	var order auditOrder
	if err := r.figureOrder(&order); err != nil {
		return err
	}
	on, err := r.subject(order.Plan)
	if err != nil {
		return err
	}
	key, err := on.key(jobAudit, order.Draws, order.Alarm, order.Seed)
	if err != nil {
		return err
	}
	return answerFigures(r, asked[report.Audit]{
		kind: jobAudit, key: key, format: format, name: on.fileName("audit"),
		makes: func(ctx context.Context, j *job) (*report.Audit, int, error) {
			stated, err := exposure.New(ctx, on.frame, on.plan, nil)
			if err != nil {
				return nil, 0, err
			}
			made := &report.Audit{Frame: on.frame, Plan: on.plan, Seed: order.Seed}
			made.Audit, err = exposure.NewAudit(ctx, stated, exposure.AuditOptions{
				Seed: order.Seed, Draws: int(order.Draws), Alarm: order.Alarm, Told: j.replaying(0, 950),
			})
			if err != nil {
				return nil, 0, err
			}
			return made, on.frame.Len() + len(made.Audit.Counts), nil
		},
		write: func(w io.Writer, format string, made *report.Audit, texts *text.Catalogue) error {
			told := *made
			told.Texts = texts
			return auditForms[format](w, told)
		},
	})
}

// auditForms are the forms in which an audit leaves the house.
var auditForms = map[string]func(io.Writer, report.Audit) error{
	"json": report.AuditJSON, "csv": report.AuditCSV, "xlsx": report.AuditXLSX,
}
