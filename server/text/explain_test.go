package text

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func TestExplain(t *testing.T) {
	size := &geo.Error{Code: geo.ErrSiteSize, At: geo.Place{File: "点位.csv", Line: 3, Column: "size"}, Value: "0"}
	pick := &sampler.Difference{Code: sampler.DiffPick, Step: "sc", Within: "t1", Stratum: "kind:花卉", Role: sampler.Reserve,
		Order: 2, Member: "id", Expected: "a", Found: "b"}
	for _, test := range []struct {
		name   string
		err    error
		zh, en string
	}{
		{"nothing", nil, "", ""},
		{
			"place first", size,
			"点位.csv 第 3 行，“size”一项：规模“0”不对，应为 1 至 2147483647 的整数。",
			"点位.csv, line 3, “size”: size “0” is wrong: it must be a whole number from 1 to 2147483647.",
		},
		{
			"wrapped", fmt.Errorf("a: %w", fmt.Errorf("b: %w", size)),
			"点位.csv 第 3 行，“size”一项：规模“0”不对，应为 1 至 2147483647 的整数。",
			"点位.csv, line 3, “size”: size “0” is wrong: it must be a whole number from 1 to 2147483647.",
		},
		{
			"list", errors.Join(&geo.Error{Code: geo.ErrPolygonSurface}, geo.ErrPolygonEmpty),
			"面的面积为零。\n面没有边界：至少要有一个环。",
			"The polygon has no surface.\nThe polygon is empty: it needs at least one ring.",
		},
		{
			"standard input, number of a step", &geo.Error{Code: sampler.ErrMemberMissing, At: geo.Place{File: "-", Step: "#2"}, Value: "id"},
			"标准输入，第 2 个步骤：缺少“id”一项，必须填写。",
			"standard input, step number 2: “id” is missing; it must be given.",
		},
		{
			"nearest name", &geo.Error{Code: sampler.ErrMember, At: geo.Place{Step: "sc"}, Value: "reserves", Want: "reserve"},
			"步骤“sc”：不认识“reserves”这一项，是否指“reserve”。",
			"step “sc”: “reserves” is not known here; perhaps “reserve” is meant.",
		},
		{
			"no near name", &geo.Error{Code: sampler.ErrMember, Value: "colour"},
			"不认识“colour”这一项。", "“colour” is not known here.",
		},
		{
			"rules that clash", &geo.Error{Code: "crew.clash", Value: "2", Names: []string{"crew.rule.township", "crew.rule.recusal 王 – 菜市场"}},
			"按现有规则，不是每个点位都能排出小组，有 2 个排不出。若不执行以下规则，即可安排：不得考察本人所在乡镇、王 – 菜市场 的回避。",
			"Under these rules not every site gets a team; 2 have none. Set aside, these would let it be done: nobody inspects his own township, recusal of 王 – 菜市场.",
		},
		{
			"many names", &geo.Error{Code: sampler.ErrUnlocated, Names: []string{"a", "b", "c", "d", "e", "f"}},
			"这一步需要位置，但这些点位没有坐标：a、b、c、d、e 等 6 个。",
			"This step needs positions, but these sites have none: a, b, c, d, e and others, 6 in all.",
		},
		{
			"other row", &geo.Error{Code: geo.ErrDuplicateID, At: geo.Place{Line: 7}, Value: "a", Names: []string{"4"}},
			"第 7 行：点位编号“a”重复，另见 第 4 行。每个编号只能用一次。",
			"line 7: the site id “a” is used twice, see also line 4. Each id may be used once.",
		},
		{
			"other file", &geo.Error{Code: geo.ErrDuplicateID, At: geo.Place{File: "b.csv"}, Value: "a", Names: []string{"-"}},
			"b.csv：点位编号“a”重复，另见 标准输入。每个编号只能用一次。",
			"b.csv: the site id “a” is used twice, see also standard input. Each id may be used once.",
		},
		{
			"byte", &geo.Error{Code: sampler.ErrCanonical, At: geo.Place{Column: "@12"}, Value: " 1", Want: "1"},
			"第 12 个字节：与规范写法不同：读到“ 1”，应为“1”。文件可能被改动过。",
			"byte 12: this is not the canonical form: found “ 1”, expected “1”. The file may have been changed.",
		},
		{
			"JSON breaks off", &geo.Error{Code: sampler.ErrJSON, Value: " @5", Want: "}"},
			"从第 5 个字节起不是正确的 JSON，应为“}”。", "This is not JSON from byte 5 on, expected “}”.",
		},
		{
			"escapes of a terminal stay visible", &geo.Error{Code: geo.ErrAreaCode, Value: "\x1b[2J\xff\u202e"},
			`“\x1b[2J\xff\u202e”不是 12 位数字的区划代码。`, `“\x1b[2J\xff\u202e” is not an area code of 12 digits.`,
		},
		{
			"pick", pick,
			"步骤“sc”，在“t1”之内，层“kind:花卉”，备选第 2 个：“id”不符：应为“a”，记录中为“b”。",
			"step “sc”, within “t1”, stratum “kind:花卉”, reserve 2: “id” differs: expected “a”, found “b”.",
		},
		{
			"shortfall", &sampler.Difference{Code: sampler.DiffShortfall, Step: "sc", Expected: `{"got":1,"step":"sc","want":3}`},
			"步骤“sc”：缺额不符：应为“应抽 3，抽到 1”，记录中为“没有缺额”。",
			"step “sc”: the shortfall differs: expected “wanted 3, got 1”, found “no shortfall”.",
		},
		{
			"shortfall of another step", &sampler.Difference{Code: sampler.DiffShortfall, Step: "sc", Within: "t1",
				Expected: `{"got":0,"step":"sc","want":3,"within":"t1"}`, Found: `{"got":0,"step":"sc","want":3,"within":"t2"}`},
			"步骤“sc”，在“t1”之内：缺额不符：应为“应抽 3，抽到 0”，记录中为“步骤“sc”在“t2”之内应抽 3，抽到 0”。",
			"step “sc”, within “t1”: the shortfall differs: expected “wanted 3, got 0”, found “step “sc” within “t2”: wanted 3, got 0”.",
		},
		{
			"refused", &sampler.Difference{Code: sampler.DiffRefused, Err: &geo.Error{Code: sampler.ErrNoPolygons, At: geo.Place{Step: "x"}, Value: "QY"}},
			"按记录中的方案和种子在这份抽样框上无法抽取。步骤“x”：类别“QY”在抽样框里没有面状点位。",
			"The record's plan and seed allow no draw on this frame. step “x”: category “QY” has no polygons in the frame.",
		},
		{
			"no file", &fs.PathError{Op: "open", Path: "a.csv", Err: syscall.ENOENT},
			"a.csv：找不到这个文件或文件夹。请核对名称和所在位置。", "a.csv: no such file or folder. Check its name and where it is.",
		},
		{
			"cause that helps", &geo.Error{Code: "intake.read", At: geo.Place{File: "d"}, Err: &fs.PathError{Op: "read", Path: "d", Err: syscall.EISDIR}},
			"d：读取文件时出错。这是文件夹，不是文件。", "d: the file cannot be read. This is a folder, not a file.",
		},
		{
			"cause that does not help", &geo.Error{Code: sampler.ErrPlanYAML, Err: errors.New("[3:4] mapping value is not allowed")},
			"方案不是正确的 YAML，或用了方案里不需要的写法。", "The plan is not YAML, or uses what a plan does not need.",
		},
		{
			"rename", &os.LinkError{Op: "rename", Old: "x", New: "y", Err: syscall.ENOSPC},
			"y：磁盘已满，或文件超过了允许的大小。", "y: the disk is full, or the file grew beyond what is allowed.",
		},
		{
			"interrupted", fmt.Errorf("x: %w", context.Canceled),
			"操作已中断，没有写出任何结果。", "Interrupted; nothing was written.",
		},
		{
			"a fault of the program", errors.New("odd"),
			"程序遇到没有预料到的情况：odd。", "Something unexpected happened: odd.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Explain(ZH, test.err); got != test.zh {
				t.Errorf("zh\n got %s\nwant %s", got, test.zh)
			}
			if got := Explain(EN, test.err); got != test.en {
				t.Errorf("en\n got %s\nwant %s", got, test.en)
			}
		})
	}
}

func TestEveryCodeIsExplained(t *testing.T) {
	for code := range codes(t) {
		for _, lang := range Langs() {
			err := &geo.Error{Code: geo.Code(code), Value: "VALUE"}
			if got := Explain(lang, err); strings.Contains(got, code) || strings.ContainsAny(got, "{}[]") {
				t.Errorf("Explain(%s, %s) = %q", lang, code, got)
			}
		}
	}
}

func TestVisibleCutsLongValues(t *testing.T) {
	if got := Visible(strings.Repeat("长", 1000)); got != strings.Repeat("长", longestShown)+"…" {
		t.Errorf("Visible(1000 letters) has %d letters", len([]rune(got)))
	}
}
