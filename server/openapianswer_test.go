package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// contract compares answers with the document. It is stricter than the document:
// a member that no schema has is an error, so that the document lacks nothing.
type contract struct {
	router  routers.Router
	problem *openapi3.Schema
}

// theContract is read once for all tests.
var theContract = sync.OnceValues(func() (*contract, error) {
	for _, media := range []string{"application/geo+json", "application/vnd.oai.openapi+json"} {
		openapi3filter.RegisterBodyDecoder(media, openapi3filter.JSONBodyDecoder)
	}
	for _, media := range []string{
		"text/csv", "text/html", "text/event-stream", "application/x-ndjson", "application/zip", "application/gzip",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/xml", "application/yaml",
		"application/vnd.mapbox-vector-tile", "application/gpx+xml", "application/vnd.google-earth.kml+xml",
		"image/svg+xml",
	} {
		openapi3filter.RegisterBodyDecoder(media, openapi3filter.FileBodyDecoder)
	}
	whole, err := mergeFragments(fragments)
	if err != nil {
		return nil, err
	}
	return newContract(whole)
})

func newContract(whole map[string]any) (*contract, error) {
	body, err := encodeDocument(closer{whole}.closed(whole).(map[string]any), "3.0.3")
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(body)
	if err != nil {
		return nil, err
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	return &contract{router, doc.Components.Schemas["Problem"].Value}, nil
}

// closer closes the schemas of a document: objects have no members but theirs.
type closer struct{ whole map[string]any }

func (c closer) closed(node any) any {
	switch n := node.(type) {
	case []any:
		list := make([]any, len(n))
		for i := range n {
			list[i] = c.closed(n[i])
		}
		return list
	case map[string]any:
		n = c.flat(n)
		to := make(map[string]any, len(n))
		for name, value := range n {
			to[name] = c.closed(value)
		}
		_, hasMembers := n["properties"].(map[string]any)
		if _, says := n["additionalProperties"]; hasMembers && n["type"] == "object" && !says {
			to["additionalProperties"] = false
		}
		return to
	default:
		return node
	}
}

// flat is a schema with the members of all its allOf parts in one, since each of
// them closed would refuse the members of the others.
func (c closer) flat(schema map[string]any) map[string]any {
	parts, composed := schema["allOf"].([]any)
	if !composed {
		return schema
	}
	flat := maps.Clone(schema)
	delete(flat, "allOf")
	properties := map[string]any{}
	var required []any
	for _, one := range append(slices.Clone(parts), map[string]any{"properties": schema["properties"], "required": schema["required"]}) {
		part := c.flat(c.resolved(one))
		more, _ := part["properties"].(map[string]any)
		maps.Copy(properties, more)
		needs, _ := part["required"].([]any)
		required = append(required, needs...)
		for name, value := range part {
			if _, has := flat[name]; !has {
				flat[name] = value
			}
		}
	}
	if len(properties) > 0 {
		flat["type"], flat["properties"] = "object", properties
	}
	if delete(flat, "required"); len(required) > 0 {
		flat["required"] = required
	}
	if flat["properties"] == nil {
		delete(flat, "properties")
	}
	return flat
}

// resolved follows a reference.
func (c closer) resolved(node any) map[string]any {
	schema, _ := node.(map[string]any)
	ref, isRef := schema["$ref"].(string)
	if !isRef {
		return schema
	}
	at := any(c.whole)
	for name := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		m, _ := at.(map[string]any)
		at = m[name]
	}
	return c.resolved(at)
}

// fromElsewhere are the statuses that any route may have and need not list: they
// come from what every request passes first.
var fromElsewhere = []int{
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotAcceptable, http.StatusRequestTimeout,
	http.StatusRequestEntityTooLarge, http.StatusMisdirectedRequest, http.StatusTooManyRequests,
}

// check returns what an answer has that the document has not.
func (c *contract) check(r *http.Request, a answer) error {
	route, params, err := c.router.FindRoute(r)
	if errors.Is(err, routers.ErrPathNotFound) || errors.Is(err, routers.ErrMethodNotAllowed) {
		return c.checkUnknown(r, a) // routes that the document lacks are TestOpenAPIHasTheRoutes's
	}
	if err != nil {
		return err
	}
	listed := route.Operation.Responses.Status(a.status) != nil
	if !listed && a.status < http.StatusInternalServerError && !slices.Contains(fromElsewhere, a.status) {
		return fmt.Errorf("status %d is not among %v", a.status, route.Operation.Responses.Keys())
	}
	options := &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true}
	options.WithCustomSchemaErrorFunc(func(err *openapi3.SchemaError) string {
		return "/" + strings.Join(err.JSONPointer(), "/") + ": " + err.Reason
	})
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 a.status, Header: a.header, Options: options,
	}
	input.SetBodyBytes(a.body)
	return openapi3filter.ValidateResponse(context.Background(), input)
}

// checkUnknown checks what is answered where there is nothing: a problem.
func (c *contract) checkUnknown(r *http.Request, a answer) error {
	if a.status < http.StatusBadRequest || r.Method == http.MethodHead {
		return nil
	}
	if media := a.header.Get("Content-Type"); media != "application/problem+json" {
		return fmt.Errorf("status %d has the type %q", a.status, media)
	}
	var problem any
	if err := json.Unmarshal(a.body, &problem); err != nil {
		return err
	}
	return c.problem.VisitJSON(problem)
}

// checkAnswer fails the test of a house whose answer is not as documented.
func checkAnswer(t *testing.T, r *http.Request, a answer) {
	t.Helper()
	c, err := theContract()
	if err != nil {
		t.Errorf("the OpenAPI document: %v", err)
		return
	}
	if err := c.check(r, a); err != nil {
		t.Errorf("%s %s answers %d %.400s, which the OpenAPI document has not: %v", r.Method, r.URL, a.status, a.body, err)
	}
}

// The contract finds what it is for.
func TestOpenAPIContract(t *testing.T) {
	whole := map[string]any{}
	if err := json.Unmarshal([]byte(contractDocument), &whole); err != nil {
		t.Fatal(err)
	}
	c, err := newContract(whole)
	if err != nil {
		t.Fatal(err)
	}
	problem := `{"type":"/problems/x","title":"x","status":404,"code":"x"}`
	for _, test := range []struct {
		name, path  string
		status      int
		media, body string
		good        bool
	}{
		{"as documented", "/a/b%2Fc", 200, "application/json", `{"id":1,"name":"x"}`, true},
		{"without what may lack", "/a/%3F", 200, "application/json; charset=utf-8", `{"id":1}`, true},
		{"another member", "/a/b", 200, "application/json", `{"id":1,"more":1}`, false},
		{"a member lacks", "/a/b", 200, "application/json", `{"name":"x"}`, false},
		{"another type", "/a/b", 200, "application/json", `{"id":"1"}`, false},
		{"another media type", "/a/b", 200, "text/plain", `{"id":1}`, false},
		{"a status that is not listed", "/a/b", 409, "application/problem+json", problem, false},
		{"one of everywhere", "/a/b", 429, "application/problem+json", problem, true},
		{"one that is listed", "/a/b", 404, "application/problem+json", problem, true},
		{"no problem", "/a/b", 404, "application/problem+json", `{"error":1}`, false},
		{"composed", "/b", 200, "application/json", `{"id":1,"size":2}`, true},
		{"composed, with another member", "/b", 200, "application/json", `{"id":1,"size":2,"more":3}`, false},
		{"nowhere", "/c/d/e", 404, "application/problem+json", problem, true},
		{"nowhere, no problem", "/c/d/e", 404, "text/plain", "not found", false},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1"+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = c.check(r, answer{test.status, http.Header{"Content-Type": {test.media}}, []byte(test.body)})
		if (err == nil) != test.good {
			t.Errorf("%s: check(%s) = %v, want good: %t", test.name, test.body, err, test.good)
		}
	}
}

// contractDocument is a small document.
const contractDocument = `{"info":{"title":"t","version":"1"},"paths":{
	"/a/{id}":{"get":{"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],"responses":{
		"200":{"description":"d","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}},
		"404":{"$ref":"#/components/responses/Problem"},"default":{"$ref":"#/components/responses/Problem"}}}},
	"/b":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":{"allOf":[
		{"$ref":"#/components/schemas/A"},{"type":"object","required":["size"],"properties":{"size":{"type":"integer"}}}]}}}},
		"default":{"$ref":"#/components/responses/Problem"}}}}},
	"components":{"schemas":{
		"A":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"name":{"type":"string"}}},
		"Problem":{"type":"object","required":["type","title","status","code"],"properties":{
			"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"}}}},
	"responses":{"Problem":{"description":"d","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}}}}`
