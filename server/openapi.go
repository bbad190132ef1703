package server

import (
	"bytes"
	"embed"
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/middleware"
)

// fragments describe the routes, a file for each part of the API, beside common.yaml,
// which has what all of them refer to.
//
//go:embed openapi/*.yaml
var fragments embed.FS

// documented are the versions of OpenAPI in which the document is served, by path.
// Nothing in the fragments differs between them but what may be null, which the
// fragments say as 3.0 does.
var documented = map[string]struct{ version, media string }{
	"/openapi.json":     {"3.0.3", "application/vnd.oai.openapi+json;version=3.0"},
	"/openapi-3.1.json": {"3.1.0", "application/vnd.oai.openapi+json;version=3.1"},
}

// wholeDocument is the document, merged once.
var wholeDocument = sync.OnceValues(func() (map[string]any, error) { return mergeFragments(fragments) })

// addDocuments adds the addresses of the documents, which are compressed when first
// asked for and then kept.
func (s *Server) addDocuments(e *echo.Echo) {
	for path, as := range documented {
		stored := sync.OnceValues(func() (*middleware.Stored, error) {
			whole, err := wholeDocument()
			if err != nil {
				return nil, err
			}
			body, err := encodeDocument(whole, as.version)
			return middleware.NewStored(as.media, body), err
		})
		e.GET(path, func(c echo.Context) error {
			document, err := stored()
			if err != nil {
				return err
			}
			c.Response().Header().Set(echo.HeaderCacheControl, "public, no-cache")
			return document.Serve(c)
		})
	}
}

// mergeFragments makes one document of all fragments.
func mergeFragments(files fs.FS) (map[string]any, error) {
	names, err := fs.Glob(files, "openapi/*.yaml")
	if err != nil {
		return nil, err
	}
	whole := map[string]any{}
	for _, name := range names {
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var part map[string]any
		if err := yaml.Unmarshal(source, &part); err != nil {
			return nil, faultyFragment(name, "", err)
		}
		if at := join(whole, part, ""); at != "" {
			return nil, faultyFragment(name, at, nil)
		}
	}
	addSecurity(whole)
	return whole, nil
}

// faultyFragment is a fault of the program: the fragments are part of it.
func faultyFragment(name, at string, err error) error {
	return &geo.Error{Code: ErrProgram, Kind: geo.Internal, At: geo.Place{File: name, Column: at}, Err: err}
}

// join adds a part to the document and returns the place of the first member that
// both have, other than those whose members come from many parts.
func join(whole, part map[string]any, at string) string {
	for _, name := range slices.Sorted(maps.Keys(part)) {
		had, twice := whole[name]
		if !twice {
			whole[name] = part[name]
			continue
		}
		there, isMap := had.(map[string]any)
		more, areMaps := part[name].(map[string]any)
		shared := at == "" && name == "paths" || at == "" && name == "components" || at == "/components"
		if !isMap || !areMaps || !shared {
			return at + "/" + name
		}
		if wrong := join(there, more, at+"/"+name); wrong != "" {
			return wrong
		}
	}
	return ""
}

// addSecurity says of every operation how somebody signs in for it, as its roles
// have it: what the public may do needs no signing in.
func addSecurity(whole map[string]any) {
	signedIn := []any{map[string]any{"session": []any{}}, map[string]any{"token": []any{}}}
	paths, _ := whole["paths"].(map[string]any)
	for _, path := range paths {
		operations, _ := path.(map[string]any)
		for _, one := range operations {
			operation, _ := one.(map[string]any)
			roles, isOperation := operation["x-roles"].([]any)
			if !isOperation {
				continue
			}
			operation["security"] = signedIn
			if slices.Contains(roles, any(access.Public.String())) {
				operation["security"] = append([]any{map[string]any{}}, signedIn...)
			}
		}
	}
}

// encodeDocument writes a document as JSON of a version of OpenAPI. Members are in
// the order of their names, so that the same fragments have the same bytes.
func encodeDocument(whole map[string]any, version string) ([]byte, error) {
	as := maps.Clone(whole)
	if version >= "3.1" {
		as, _ = nullsInTypes(whole).(map[string]any)
	}
	as["openapi"] = version
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(as)
	return b.Bytes(), err
}

// nullsInTypes is a part of the document as 3.1 writes it: null is one of the types
// that a value may have.
func nullsInTypes(node any) any {
	switch n := node.(type) {
	case []any:
		list := make([]any, len(n))
		for i := range n {
			list[i] = nullsInTypes(n[i])
		}
		return list
	case map[string]any:
		to := make(map[string]any, len(n))
		for name, value := range n {
			to[name] = nullsInTypes(value)
		}
		if n["nullable"] == true {
			delete(to, "nullable")
			to["type"] = []any{n["type"], "null"}
		}
		return to
	default:
		return node
	}
}
