// Package web holds the pages for browsers, as they were built from src: one
// program in Vue whose pages are drawn by the browser from the API.
//
// What is built is committed and part of the binary, so that Go alone builds it.
// After a change of src run "npm ci && npm run build" here.
package web

import (
	"embed"
	"io/fs"
	"path"
)

//go:embed all:dist
var dist embed.FS

// Index is the file that pages begin with.
const Index = "index.html"

// Packed is the extension of a file's form in brotli, which lies beside each asset.
const Packed = ".br"

// Pages are the paths that show a page, as echo writes routes. src/router.ts says
// what is on them.
var Pages = []string{"/", "/sign-in", "/link/:link", "/register", "/map", "/draw", "/draws/:draw", "/draws/:draw/routes",
	"/rounds", "/rounds/:drill", "/rounds/:drill/:round", "/inspectors", "/routes", "/exposure", "/verify"}

// First is the file that a page begins with: that of the map names all that the map
// needs, so that a browser asks for it at once.
func First(page string) string {
	if page == "/map" {
		return "map.html"
	}
	return Index
}

// Policy is the Content-Security-Policy of the pages: nothing but what the server
// itself holds. MapLibre keeps what it draws in blobs.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Files are the built files by their names, "index.html" and "assets/…", and
// their packed forms. The names of assets hold a digest of what is in them.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // dist is a valid name
	}
	return files
}

// types are the media types of what is built. Go asks the system for some of
// them, which may know none or another.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
}

// MediaType is the media type of a file by its name; empty for none of ours.
func MediaType(name string) string { return types[path.Ext(name)] }
