package middleware

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// otherMethods answers where a path exists but not with the request's method:
// OPTIONS is told the methods, others are refused with them.
func (h *house) otherMethods(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Get(echo.ContextKeyHeaderAllow) == nil {
			return next(c)
		}
		methods := strings.Join(h.methods(c), ", ")
		c.Response().Header().Set(echo.HeaderAllow, methods)
		if c.Request().Method != http.MethodOptions {
			return Refuse(http.StatusMethodNotAllowed, geo.Error{Code: ErrMethod, Value: c.Request().Method, Want: methods})
		}
		h.preflight(c, methods)
		return c.NoContent(http.StatusNoContent)
	}
}

// methods lists what the path of a request allows. echo's own list has only those
// of the first route that fits, and /sites/:id may fit where /sites/new does.
func (h *house) methods(c echo.Context) []string {
	path := echo.GetPath(c.Request())
	list := []string{http.MethodOptions}
	for _, method := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	} {
		probe := h.echo.NewContext(c.Request(), c.Response().Writer)
		h.echo.Router().Find(method, path, probe)
		if probe.Path() != "" && probe.Get(echo.ContextKeyHeaderAllow) == nil {
			list = append(list, method)
		}
	}
	slices.Sort(list)
	return list
}
