package crew_test

import (
	"errors"
	"fmt"

	"sitedraw/sampler/crew"
)

// Two teams by lot. Nobody inspects the township he lives in, and 王 keeps away from the
// bus station, where his brother works.
func ExampleAssign() {
	job := crew.Job{
		Seed: "2026-11-27 贵溪", Lot: 1, Date: "2026-11-27",
		Sites: []crew.Site{
			{ID: "志光镇菜市场", Area: "360681105001"},
			{ID: "汽车站", Area: "360681001002"},
			{ID: "雷溪镇公厕", Area: "360681104000"},
		},
		Inspectors: []crew.Inspector{
			{ID: "王", Recusals: []crew.Recusal{{Site: "汽车站", Reason: "亲属任职"}}},
			{ID: "李", Township: "360681105000"},
			{ID: "张", Township: "360681104000"},
			{ID: "赵"},
		},
	}
	a, err := crew.Assign(&job)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, team := range a.Teams {
		fmt.Println(team.Members, team.Sites)
	}
	// Output:
	// [王 李] [雷溪镇公厕]
	// [赵 张] [志光镇菜市场 汽车站]
}

// Both who are there work for the unit that answers for the site: the lot cannot help.
func ExampleClash() {
	job := crew.Job{
		Seed: "x", Lot: 1, Date: "2026-11-27",
		Sites:      []crew.Site{{ID: "垃圾分类屋", Unit: "城管局"}},
		Inspectors: []crew.Inspector{{ID: "王", Unit: "城管局"}, {ID: "李", Unit: "城管局"}},
	}
	_, err := crew.Assign(&job)
	if clash, is := errors.AsType[*crew.Clash](err); is {
		fmt.Println(clash.Rules[0].Kind, clash.Sites)
	}
	// Output: own_unit [垃圾分类屋]
}
