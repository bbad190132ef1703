// Package middleware is what every request passes before a handler and every
// answer after it. It stands on echo v4 over net/http and mends what echo leaves
// open, so that handlers stay thin: they read parameters, call, and write JSON.
//
// A request meets, in this order: the log and the metrics, a catcher of panics,
// the allow list of hosts, CORS, the check of origins, the path's one spelling,
// the codings the client accepts, the router, and the methods a path has. The
// answer is held back up to a kilobyte, so that an error or a panic can still
// become a problem (RFC 9457); then it is compressed where that helps, its
// ETag is made one of its coding, and If-None-Match is answered. What breaks
// after bytes have left breaks the connection too: nobody takes half an answer
// for a whole one.
//
// Guarantees: HEAD answers wherever GET does, with the same headers; ids with
// slashes, percent signs, Chinese or emoji reach a handler as they were sent
// (Param); bodies are bounded (BodyLimit) and must come at a least speed; a
// client that does not read is cut off; addresses are believed from trusted
// proxies only; the log holds no query, no body and no path.
//
// Out of scope: who may do what (server/access), which status an error has and
// what a person reads of it (Config.Explain), ranges, and decoding of bodies.
//
//	e, err := middleware.New(middleware.Config{
//		Explain: explain, Now: time.Now, Random: rand.Reader, Log: log,
//		Ready: store.Ping,
//	})
//	e.GET("/sites/:id", func(c echo.Context) error {
//		id, err := middleware.Param(c, "id")
//		if err != nil {
//			return err
//		}
//		if middleware.Fresh(c, digest) {
//			return c.NoContent(http.StatusNotModified)
//		}
//		return c.JSON(http.StatusOK, site(id))
//	})
//	e.POST("/files", upload, middleware.BodyLimit(1<<30))
//	err = middleware.Serve(ctx, listener, e, middleware.ServeConfig{Now: time.Now})
package middleware
