package server

import (
	"bytes"
	"flag"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/getkin/kin-openapi/openapi3"

	"sitedraw/server/access"
)

// openapiDir is where .ci/openapi wants the documents for linters of other makers.
var openapiDir = flag.String("openapi", "", "folder that TestOpenAPIWrites writes the documents to")

// documents returns the served documents by path.
func documents(t *testing.T) map[string][]byte {
	t.Helper()
	whole, err := mergeFragments(fragments)
	if err != nil {
		t.Fatalf("mergeFragments: %v", err)
	}
	bodies := map[string][]byte{}
	for path, as := range documented {
		if bodies[path], err = encodeDocument(whole, as.version); err != nil {
			t.Fatal(err)
		}
	}
	return bodies
}

func loadDocument(t *testing.T, body []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(body)
	if err != nil {
		t.Fatalf("the document does not load: %v", err)
	}
	return doc
}

func TestOpenAPIWrites(t *testing.T) {
	if *openapiDir == "" {
		t.Skip("no -openapi")
	}
	for path, body := range documents(t) {
		if err := os.WriteFile(filepath.Join(*openapiDir, filepath.Base(path)), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenAPIIsValid(t *testing.T) {
	for path, body := range documents(t) {
		doc := loadDocument(t, body)
		if err := doc.Validate(t.Context()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if want := documented[path].version; doc.OpenAPI != want {
			t.Errorf("%s is of OpenAPI %s, want %s", path, doc.OpenAPI, want)
		}
	}
}

// handlerName is the name of a method value's method.
func handlerName(rt route) string {
	name := runtime.FuncForPC(reflect.ValueOf(rt.handle).Pointer()).Name()
	return strings.TrimSuffix(name[strings.LastIndexByte(name, '.')+1:], "-fm")
}

// operationName is what the document calls a route: the maps of the first register
// have the handlers of every register's.
func operationName(rt route) string {
	if strings.HasPrefix(rt.path, mapBase) && !strings.Contains(rt.path, "/:register") {
		return handlerName(rt) + "OfFirst"
	}
	return handlerName(rt)
}

// templateOf is a path of echo as OpenAPI writes it.
func templateOf(path string) string {
	parts := strings.Split(address(path), "/")
	for i, part := range parts {
		if name, isParam := strings.CutPrefix(part, ":"); isParam {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

func rolesOf(set access.RoleSet) (names []string) {
	for _, role := range access.Roles() {
		if set.Has(role) {
			names = append(names, role.String())
		}
	}
	return names
}

// extension is a member of an operation that is ours, as texts.
func extension(o *openapi3.Operation, name string) (list []string) {
	switch value := o.Extensions[name].(type) {
	case string:
		return []string{value}
	case []any:
		for _, one := range value {
			text, _ := one.(string)
			list = append(list, text)
		}
	}
	return list
}

// What routes.go has is what the document says, both ways.
func TestOpenAPIHasTheRoutes(t *testing.T) {
	doc := loadDocument(t, documents(t)["/openapi.json"])
	routed := map[string]bool{}
	for _, rt := range (&Server{}).routes() {
		name := rt.method + " " + templateOf(rt.path)
		routed[name] = true
		item := doc.Paths.Value(templateOf(rt.path))
		if item == nil || item.GetOperation(rt.method) == nil {
			t.Errorf("%s is not in the document", name)
			continue
		}
		operation := item.GetOperation(rt.method)
		if want := operationName(rt); operation.OperationID != want {
			t.Errorf("%s: operationId = %q, want %q", name, operation.OperationID, want)
		}
		if got, want := extension(operation, "x-roles"), rolesOf(rt.roles); !slices.Equal(got, want) {
			t.Errorf("%s: x-roles = %v, want %v", name, got, want)
		}
		if got, want := extension(operation, "x-scope"), []string{rt.scope.String()}; !slices.Equal(got, want) {
			t.Errorf("%s: x-scope = %v, want %v", name, got, want)
		}
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			if !routed[method+" "+path] {
				t.Errorf("the document has %s %s, which routes.go has not", method, path)
			}
		}
	}
}

func TestOpenAPIOperationsAreWhole(t *testing.T) {
	doc := loadDocument(t, documents(t)["/openapi.json"])
	tags, ids := map[string]bool{}, map[string]string{}
	for _, tag := range doc.Tags {
		tags[tag.Name] = true
	}
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			name := method + " " + path
			if other := ids[o.OperationID]; o.OperationID == "" || other != "" {
				t.Errorf("%s: operationId %q belongs to %q", name, o.OperationID, other)
			}
			ids[o.OperationID] = name
			if o.Summary == "" || len(o.Tags) != 1 || !tags[o.Tags[0]] {
				t.Errorf("%s: summary %q, tags %v, want one of %v", name, o.Summary, o.Tags, slices.Sorted(maps.Keys(tags)))
			}
			if o.Responses.Default() == nil || !slices.ContainsFunc(o.Responses.Keys(), isRefusal) {
				t.Errorf("%s: responses %v, want default and some 4xx", name, o.Responses.Keys())
			}
			checkParameters(t, name, path, o)
		}
	}
}

func isRefusal(status string) bool { return strings.HasPrefix(status, "4") }

// checkParameters fails unless all parts of the path are parameters, and each
// parameter says what it is.
func checkParameters(t *testing.T, name, path string, o *openapi3.Operation) {
	t.Helper()
	for part := range strings.SplitSeq(path, "/") {
		if in, isParam := strings.CutPrefix(part, "{"); isParam && o.Parameters.GetByInAndName("path", strings.TrimSuffix(in, "}")) == nil {
			t.Errorf("%s: %s is not described", name, part)
		}
	}
	for _, p := range o.Parameters {
		if p.Value.Schema == nil || p.Value.Description == "" {
			t.Errorf("%s: parameter %s has no schema or no description", name, p.Value.Name)
		}
	}
}

func TestOpenAPIIsServed(t *testing.T) {
	h := newHouse(t)
	for path, want := range documents(t) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.http.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		a := h.send(r)
		if h.want(a, http.StatusOK, nil); !bytes.Equal(a.body, want) {
			t.Errorf("%s = %d bytes, want the document's %d", path, len(a.body), len(want))
		}
		if got := a.header.Get("Content-Type"); got != documented[path].media {
			t.Errorf("%s has the type %q, want %q", path, got, documented[path].media)
		}
		if r.Header.Set("If-None-Match", a.header.Get("ETag")); h.send(r).status != http.StatusNotModified {
			t.Errorf("%s with its ETag %q is not answered 304", path, a.header.Get("ETag"))
		}
	}
}

func TestOpenAPIFragmentsAreRefused(t *testing.T) {
	for _, c := range []struct{ name, a, b, column string }{
		{"a path twice", "paths: {/x: {get: {}}}", "paths: {/x: {put: {}}}", "/paths//x"},
		{"a schema twice", "components: {schemas: {A: {type: object}}}", "components: {schemas: {A: {type: object}}}", "/components/schemas/A"},
		{"info twice", "info: {title: a}", "info: {version: b}", "/info"},
		{"not YAML", "paths: [", "", ""},
		{"a key twice in one", "paths: {/x: {}, /x: {}}", "", ""},
	} {
		files := fstest.MapFS{"openapi/a.yaml": {Data: []byte(c.a)}, "openapi/b.yaml": {Data: []byte(c.b)}}
		_, err := mergeFragments(files)
		if _, e := statusOf(err); err == nil || e.Code != ErrProgram || e.At.Column != c.column {
			t.Errorf("%s: mergeFragments = %v, want %s at %q", c.name, err, ErrProgram, c.column)
		}
	}
	if _, err := mergeFragments(fstest.MapFS{}); err != nil {
		t.Errorf("mergeFragments of nothing = %v", err)
	}
}

func TestIndexLinks(t *testing.T) {
	h := newHouse(t)
	var index indexView
	h.want(h.do("", http.MethodGet, "?lang=en", nil), http.StatusOK, &index)
	if index.Version != "v1" || index.Language != "en" || index.Time != stamp(h.now()) || index.Links["log/checkpoint"] != base+"/log/checkpoint" {
		t.Errorf("index = %+v", index)
	}
	h.want(h.do("", http.MethodGet, "?x=1", nil), http.StatusUnprocessableEntity, nil)
}
