package sampler_test

import (
	"errors"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// TestYAMLErrorsNameTheirPlace gives plans as people mistype them.
func TestYAMLErrorsNameTheirPlace(t *testing.T) {
	for _, tt := range []struct {
		text string
		code geo.Code
		line int
		step string
	}{
		{"name: x\nsteps:\n  - {id: a, category: SC, n: 1}\n", sampler.ErrJSONKind, 0, "a"},
		{"name: x\nsteps:\n  - {id: 010, category: [SC], n: 1}\n", sampler.ErrJSONKind, 0, "#1"},
		{"name: x\nsteps:\n  - {id: a, category: [SC], n: 0x10}\n", sampler.ErrPlanYAML, 3, ""},
		{"name: x\nname: y\nsteps: []\n", sampler.ErrPlanYAML, 2, ""},
		{"name: x\nsteps:\n\t- {id: a}\n", sampler.ErrPlanYAML, 3, ""},
		{"name: x\nsteps:\n  - {id: a, category: [SC\n", sampler.ErrPlanYAML, 3, ""},
		{"name: x\nsteps:\n  - &a {id: a}\n", sampler.ErrPlanYAML, 3, ""},
	} {
		_, err := sampler.ReadPlan(strings.NewReader(tt.text))
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != tt.code || e.At.Line != tt.line || e.At.Step != tt.step {
			t.Errorf("ReadPlan(%q) = %v, want %s in line %d, step %q", tt.text, err, tt.code, tt.line, tt.step)
		}
	}
}
