package intake

import "sync"

// InspectorField is what a column of a table of inspectors says. The zero value is
// InspectorID.
type InspectorField uint8

// The fields, in the order of a table's columns.
const (
	InspectorID InspectorField = iota
	InspectorName
	InspectorUnit
	InspectorTownship
	InspectorQualifications
	InspectorRecusals
	InspectorAbsences
)

const inspectorFieldCount = int(InspectorAbsences) + 1

// Wording is the language in which a table is written; tables of both are read.
type Wording uint8

// The languages. The zero value is Chinese.
const (
	Chinese Wording = iota
	English
)

// inspectorHeadings are the headings of the columns, the Chinese and the English name
// first.
var inspectorHeadings = [inspectorFieldCount][]string{
	InspectorID:             {"编号", "id", "人员编号", "测评员编号", "检查员编号", "工号", "inspector id", "number"},
	InspectorName:           {"姓名", "name", "测评员", "检查员", "测评员姓名", "检查员姓名", "人员姓名", "inspector", "full name"},
	InspectorUnit:           {"单位", "unit", "所在单位", "工作单位", "部门", "所在部门", "office", "department"},
	InspectorTownship:       {"乡镇", "township", "所在乡镇", "乡镇街道", "乡镇(街道)", "乡镇/街道", "街道", "区划", "区划代码", "town", "area"},
	InspectorQualifications: {"资质", "qualifications", "资格", "专业", "专长", "qualification", "skills"},
	InspectorRecusals:       {"回避", "recusals", "回避事项", "回避对象", "回避情况", "recusal"},
	InspectorAbsences:       {"请假", "absences", "请假日期", "请假时间", "请假情况", "缺勤", "absence", "leave"},
}

// InspectorFields returns all fields, in the order of a table's columns.
func InspectorFields() []InspectorField {
	list := make([]InspectorField, inspectorFieldCount)
	for i := range list {
		list[i] = InspectorField(i)
	}
	return list
}

// Heading is the field's heading in a language.
func (f InspectorField) Heading(w Wording) string { return inspectorHeadings[f][w] }

// String returns the field's English heading.
func (f InspectorField) String() string { return f.Heading(English) }

// name is how an error calls the column.
func (f InspectorField) name() string { return f.Heading(Chinese) + " (" + f.Heading(English) + ")" }

// inspectorField returns what a heading means.
func inspectorField(heading string) (InspectorField, bool) {
	name := inspectorWords()[foldHeading(heading)]
	for _, f := range InspectorFields() {
		if name == f.String() {
			return f, true
		}
	}
	return 0, false
}

// inspectorWords are the headings of inspectors, folded, with the field each means.
var inspectorWords = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	for _, f := range InspectorFields() {
		for _, h := range inspectorHeadings[f] {
			words[foldHeading(h)] = f.String()
		}
	}
	return words
})
