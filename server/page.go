package server

import (
	"io/fs"
	"path"
	"sync"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/web"
)

// pageAssets is the path of the folder of built files that keep their bytes for
// as long as they keep their names.
const pageAssets = "/assets"

// pageFiles are the files of the pages, each read when it is first asked for and then
// kept. They are the same for every server of a process.
var pageFiles = sync.OnceValue(func() map[string]func() *middleware.Stored {
	files := map[string]func() *middleware.Stored{}
	built := web.Files()
	_ = fs.WalkDir(built, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) != web.Packed {
			files["/"+name] = sync.OnceValue(func() *middleware.Stored { return readPageFile(built, name) })
		}
		return nil
	})
	return files
})

// readPageFile reads an embedded file, which for assets lies beside itself compressed.
func readPageFile(built fs.FS, name string) *middleware.Stored {
	body, _ := fs.ReadFile(built, name)
	packed, err := fs.ReadFile(built, name+web.Packed)
	if err != nil {
		return middleware.NewStored(web.MediaType(name), body)
	}
	return middleware.NewPackedStored(web.MediaType(name), body, packed)
}

// addBrowserPages adds the pages that a browser draws from the API, and the files
// that they are made of.
func addBrowserPages(e *echo.Echo) {
	for _, p := range web.Pages {
		e.GET(p, func(c echo.Context) error {
			c.Response().Header().Set(echo.HeaderContentSecurityPolicy, web.Policy)
			return servePageFile(c, "/"+web.First(p), "no-cache")
		})
	}
	for name := range pageFiles() {
		if path.Dir(name) == "/" && path.Ext(name) != path.Ext(web.Index) {
			e.GET(name, func(c echo.Context) error { return servePageFile(c, name, "no-cache") })
		}
	}
	e.GET(pageAssets+"/:file", func(c echo.Context) error {
		file, err := middleware.Param(c, "file")
		if err != nil {
			return err
		}
		c.Response().Header().Set(echo.HeaderContentSecurityPolicy, web.Policy) // the map's worker has that of its own file
		return servePageFile(c, pageAssets+"/"+file, "public, max-age=31536000, immutable")
	})
}

func servePageFile(c echo.Context, name, keep string) error {
	file, known := pageFiles()[name]
	if !known {
		return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, Value: name}
	}
	c.Response().Header().Set(echo.HeaderCacheControl, keep)
	return file().Serve(c)
}
