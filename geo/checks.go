package geo

import (
	_ "embed" // checks.json
	"slices"
	"strconv"
	"strings"
)

// ErrCheckFile means that a file of checks is wrong: At.Column names the
// category, check and member, Want what would be right.
const ErrCheckFile Code = "checks.file"

// Check is one thing that inspectors look at on every site of a category. The
// shipped ones are checks.json, a model; offices write their own.
type Check struct {
	Category string     `json:"category"` // code
	ID       string     `json:"id"`       // unique in its category
	Item     Words      `json:"item"`
	Group    CheckGroup `json:"group"`
	Standard Words      `json:"standard"` // when it is met
	Weight   int        `json:"weight"`   // those of a category add up to 100
	Rule     Rule       `json:"rule"`
}

// Words is a text of a data file in both languages.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// CheckGroup is what a check is about.
type CheckGroup string

// The groups of checks.
const (
	OrderChecks      CheckGroup = "order"      // 秩序
	SanitationChecks CheckGroup = "sanitation" // 环境卫生
	ServiceChecks    CheckGroup = "service"    // 服务
	FacilityChecks   CheckGroup = "facilities" // 设施
)

// CheckGroups returns all groups in the order of a sheet.
func CheckGroups() []CheckGroup {
	return []CheckGroup{OrderChecks, SanitationChecks, ServiceChecks, FacilityChecks}
}

//go:embed checks.json
var shippedChecks []byte

// ShippedChecks returns the checks the program comes with.
func ShippedChecks() []Check {
	checks, err := ParseChecks(shippedChecks)
	if err != nil {
		panic(err) // checks.json is part of the program, and tested
	}
	return checks
}

// ParseChecks reads a file of the form of checks.json and keeps its order. The
// error is ErrCheckFile.
func ParseChecks(data []byte) ([]Check, error) {
	var file struct {
		Checks []struct {
			Check

			Rule string `json:"rule"` // hides the parsed one
		} `json:"checks"`
	}
	if err := decodeFile(data, &file, ErrCheckFile); err != nil {
		return nil, err
	}
	checks := make([]Check, len(file.Checks))
	seen := map[[2]string]bool{}
	for i := range file.Checks {
		c := file.Checks[i].Check
		if err := c.check(); err != nil {
			return nil, err
		}
		if seen[[2]string{c.Category, c.ID}] {
			return nil, c.wrong("id", c.ID, "")
		}
		seen[[2]string{c.Category, c.ID}] = true
		rule, err := ParseRule(file.Checks[i].Rule)
		if err != nil {
			return nil, c.wrong("rule", file.Checks[i].Rule, ruleForms)
		}
		c.Rule = rule
		checks[i] = c
	}
	if err := checkWeights(checks); err != nil {
		return nil, err
	}
	return checks, nil
}

// check looks at what a check says apart from its rule.
func (c *Check) check() error {
	for _, text := range []struct{ member, value string }{
		{"category", c.Category}, {"id", c.ID}, {"item.zh", c.Item.ZH}, {"item.en", c.Item.EN},
		{"standard.zh", c.Standard.ZH}, {"standard.en", c.Standard.EN},
	} {
		if CheckIdentifier(text.value) != nil {
			return c.wrong(text.member, text.value, "")
		}
	}
	if !slices.Contains(CheckGroups(), c.Group) {
		return c.wrong("group", string(c.Group), "order, sanitation, service, facilities")
	}
	if c.Weight < 1 || c.Weight > 100 {
		return c.wrong("weight", strconv.Itoa(c.Weight), "1 … 100")
	}
	return nil
}

// checkWeights wants the weights of each category to add up to 100; the error
// names the first that do not.
func checkWeights(checks []Check) error {
	sums := map[string]int{}
	for i := range checks {
		sums[checks[i].Category] += checks[i].Weight
	}
	for i := range checks {
		if sum := sums[checks[i].Category]; sum != 100 {
			return &Error{Code: ErrCheckFile, At: Place{Column: checks[i].Category + ".weight"}, Value: strconv.Itoa(sum), Want: "100"}
		}
	}
	return nil
}

func (c *Check) wrong(member, value, want string) error {
	column := strings.Join(slices.DeleteFunc([]string{c.Category, c.ID, member}, func(s string) bool { return s == "" }), ".")
	return &Error{Code: ErrCheckFile, At: Place{Column: shorten(column)}, Value: shorten(value), Want: want}
}
