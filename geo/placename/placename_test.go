package placename

import "testing"

func TestSimilar(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"", "", true}, {"", "x", false}, {"贵溪市场", "貴溪市场", true}, {"贵溪", "贵州", false},
		{"ABC市场", "abc 市场", true}, {"(贵溪)市场", "贵溪市场", true}, {"花园社区居委会", "花园社区", true},
		{"贵溪商贸有限公司", "贵溪商贸", true}, {"中国银行贵溪支行", "中国银行", true}, {"店", "好店", false}, {"好店", "好", false},
		{"第一小学", "第二小学", false}, {"12号楼", "112号楼", false}, {"第一小学", "第一中学校", false}, {"一中", "二中", false},
		{"人民医院", "市人民医院", true}, {"人民医院", "人民院", false}, {"市人民医院", "市人医院", true},
		{"南门农贸市场", "北门蔬菜市场", false}, {"…", "", true},
	} {
		a, b := Fold(c.a), Fold(c.b)
		if a.Similar(b) != c.want || b.Similar(a) != c.want {
			t.Errorf("Similar(%q, %q) = %v, %v, want %v", c.a, c.b, a.Similar(b), b.Similar(a), c.want)
		}
	}
}
