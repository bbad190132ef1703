package text

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// otherWords are Chinese words for things that are called otherwise here, so that
// a reader meets each thing by one name.
var otherWords = map[string]string{
	"名录": "点位库", "样本框": "抽样框", "抽样方案": "测评方案", "抽样结果": "抽签结果", "抽取结果": "抽签结果",
	"主抽": "主选", "主样本": "主选", "备用样本": "备选", "封存": "封签", "开启": "启封",
	"复核": "核验", "证据包": "核验包", "主管单位": "创建办", "主管部门": "创建办", "管理单位": "创建办",
}

func TestChineseHasOneWordForAThing(t *testing.T) {
	texts := map[string]string{}
	for key, value := range For(ZH).texts {
		texts[string(key)] = value
	}
	pages, err := filepath.Glob("../web/src/locales/zh/*.json")
	if err != nil || len(pages) < 8 {
		t.Fatalf("found %d files of pages' texts, %v", len(pages), err)
	}
	for _, page := range pages {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		texts[page] = string(b)
	}
	for key, value := range texts {
		for other, word := range otherWords {
			if strings.Contains(value, other) {
				t.Errorf("%s says %s; the word is %s", key, other, word)
			}
		}
	}
}
