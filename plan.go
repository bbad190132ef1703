package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/sampler"
	"sitedraw/server/text"
)

// planCommand is the verb plan with its own verbs.
func (a *app) planCommand() *cobra.Command {
	cmd := a.command(verbTexts{name: "plan", short: "plan.short", long: "plan.long", usage: "plan.usage"})
	a.makeGroup(cmd, a.planListCommand(), a.planShowCommand(), a.planCheckCommand(),
		a.planExportCommand(), a.planImportCommand())
	return cmd
}

func (a *app) planListCommand() *cobra.Command {
	cmd := a.command(verbTexts{name: "list", short: "list.short", long: "list.long", usage: "list.usage"})
	cmd.Args = a.check(arguments{})
	cmd.RunE = func(*cobra.Command, []string) error {
		rows := [][]string{{a.t("column.plan"), a.t("column.steps"), a.t("column.want"), a.t("column.title")}}
		for _, name := range sampler.ShippedPlans() {
			plan, err := sampler.ShippedPlan(name)
			if err != nil {
				return err
			}
			rows = append(rows, []string{name, count(len(plan.Steps)), wanted(&plan), plan.Title})
		}
		for _, line := range aligned(rows, []int{1, 2}) {
			a.printLine(line)
		}
		return nil
	}
	return cmd
}

// wanted is how many main picks a plan asks for, those of a later stage for every
// pick of the earlier; what depends on the frame is left out and shown by "+".
func wanted(p *sampler.Plan) string {
	var sum int64
	more := ""
	picks := map[string]int64{}
	for i := range p.Steps {
		s := &p.Steps[i]
		scopes, staged := picks[s.Within+s.Of]
		if !staged {
			scopes = 1
		}
		if s.N == sampler.All || s.Allocate == sampler.Each || scopes == 0 {
			more = "+"
			picks[s.ID] = 0
			continue
		}
		picks[s.ID] = times(scopes, s.N)
		sum = plus(sum, picks[s.ID])
	}
	return strconv.FormatInt(sum, 10) + more
}

func (a *app) planShowCommand() *cobra.Command {
	cmd := a.command(verbTexts{name: "show", short: "show.short", long: "show.long", usage: "show.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.plan"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		source, plan, err := a.planSource(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		a.printLine(strings.TrimSuffix(string(source), "\n"))
		a.tell("show.digest", text.Args{"digest": plan.Digest().String()})
		return nil
	}
	return cmd
}
