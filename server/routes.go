package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/server/access"
)

// base is where the API begins, and mapBase what GIS programs and maps read.
const (
	base    = "/api/v1"
	mapBase = "/ogc"
)

// address is the whole path of a route: what maps read stands beside the API.
func address(path string) string {
	if strings.HasPrefix(path, mapBase) {
		return path
	}
	return base + path
}

// route is one line of the API.
type route struct {
	method, path string
	roles        access.RoleSet
	scope        access.Scope // what a token needs
	body         int64        // most bytes of a body; 0: defaultBody
	handle       func(*request) error
}

// The lengths of bodies.
const (
	defaultBody = 1 << 20
	fileBody    = 2 << 30  // a register's file, which is written to disk
	verifyBody  = 50 << 20 // a record with its frame, from anybody
	resultsBody = 16 << 20 // results of inspections
)

// routes is the whole API.
func (s *Server) routes() []route { //nolint:funlen // the whole API on one page
	const get, post, put, patch, remove = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	const read, practice, write, draw, admin = access.Read, access.Practice, access.Write, access.Draw, access.Admin
	var (
		all    = access.RoleSetOf(access.Roles()...)
		known  = access.RoleSetOf(access.Viewer, access.Unit, access.Inspector, access.Office)
		player = access.RoleSetOf(access.Unit, access.Office)
		driver = access.RoleSetOf(access.Unit, access.Inspector, access.Office)
		field  = access.RoleSetOf(access.Inspector, access.Office)
		office = access.RoleSetOf(access.Office)
	)
	return []route{
		{get, "", all, read, 0, s.getIndex},

		// accounts: session.go, account.go, token.go, auditlog.go
		{get, "/session", all, read, 0, s.getSession},
		{post, "/session", all, read, 0, s.signIn},
		{remove, "/session", all, read, 0, s.signOut},
		{put, "/session/password", known, read, 0, s.changePassword},
		{get, "/links/:link", all, read, 0, s.getLink},
		{post, "/links/:link", all, read, 0, s.useLink},
		{get, "/users", office, admin, 0, s.listUsers},
		{post, "/users", office, admin, 0, s.addUser},
		{post, "/users/import", office, admin, 8 << 20, s.importUsers},
		{get, "/users/:user", office, admin, 0, s.getUser},
		{patch, "/users/:user", office, admin, 0, s.changeUser},
		{post, "/users/:user/link", office, admin, 0, s.newLink},
		{remove, "/users/:user", office, admin, 0, s.eraseUser},
		{get, "/tokens", known, read, 0, s.listTokens},
		{post, "/tokens", known, read, 0, s.addToken},
		{remove, "/tokens/:token", known, read, 0, s.revokeToken},
		{get, "/audit", office, admin, 0, s.listAudit},

		// registers: register.go, version.go, draft.go, imports.go, attachment.go, contact.go
		{get, "/registers", known, read, 0, s.listRegisters},
		{post, "/registers", office, write, 0, s.addRegister},
		{get, "/registers/:register", known, read, 0, s.getRegister},
		{patch, "/registers/:register", office, write, 0, s.renameRegister},
		{get, "/registers/:register/versions", known, read, 0, s.listVersions},
		{post, "/registers/:register/versions", office, write, 0, s.publish},
		{get, "/registers/:register/versions/:version", known, read, 0, s.getVersion},
		{get, "/registers/:register/versions/:version/frame", known, read, 0, s.getFrame},
		{get, "/registers/:register/versions/:version/export", known, read, 0, s.exportVersion},
		{put, "/registers/:register/current", office, write, 0, s.setCurrent},
		{get, "/registers/:register/diff", known, read, 0, s.diffVersions},
		{get, "/registers/:register/draft", office, read, 0, s.getDraft},
		{remove, "/registers/:register/draft", office, write, 0, s.dropDraft},
		{post, "/registers/:register/imports", office, write, fileBody, s.importFile},
		{get, "/registers/:register/changes", office, read, 0, s.listChanges},
		{get, "/registers/:register/attachments", known, read, 0, s.listAttachments},
		{get, "/registers/:register/attachments/:kind/:name", known, read, 0, s.getAttachment},
		{put, "/registers/:register/attachments/:kind/:name", office, write, 128 << 20, s.putAttachment},
		{remove, "/registers/:register/attachments/:kind/:name", office, write, 0, s.dropAttachment},
		{get, "/registers/:register/contacts", player, read, 0, s.listContacts},
		{post, "/registers/:register/contacts/erase", office, admin, 0, s.eraseContact},

		// sites: site.go, sitesearch.go, area.go, category.go
		{get, "/registers/:register/sites", known, read, 0, s.listSites},
		{get, "/registers/:register/sites/:site", known, read, 0, s.getSite},
		{put, "/registers/:register/sites/:site", office, write, 16 << 20, s.putSite},
		{remove, "/registers/:register/sites/:site", office, write, 0, s.dropSite},
		{get, "/registers/:register/areas", known, read, 0, s.listAreas},
		{get, "/categories", all, read, 0, s.listCategories},
		{get, "/categories/:category", all, read, 0, s.getCategory},

		// plans: plan.go, plancheck.go
		{get, "/plans", all, read, 0, s.listPlans},
		{get, "/plans/:plan", all, read, 0, s.getPlan},
		{get, "/plans/:plan/history", known, read, 0, s.planHistory},
		{put, "/plans/:plan", office, write, 0, s.putPlan},
		{get, "/plans/:plan/check", known, read, 0, s.checkPlan},

		// draws: draw.go, drawmake.go, drawexport.go, drawevent.go, reserve.go, visible.go
		{get, "/draws", all, read, 0, s.listDraws},
		{post, "/draws", player, practice, 0, s.makeDraw},
		{get, "/draws/:draw", all, read, 0, s.getDraw},
		{get, "/draws/:draw/picks", all, read, 0, s.getPicks},
		{get, "/draws/:draw/record", all, read, 0, s.getRecord},
		{get, "/draws/:draw/frame", all, read, 0, s.getDrawFrame},
		{get, "/draws/:draw/bundle", all, read, 0, s.getBundle},
		{get, "/draws/:draw/sheets", player, read, 0, s.getSheets},
		{post, "/draws/:draw/verify", known, read, 0, s.verifyDraw},
		{post, "/draws/:draw/replay", player, practice, 0, s.replayDraw},
		{post, "/draws/:draw/release", office, draw, 0, s.releaseDraw},
		{post, "/draws/:draw/conclude", office, draw, 0, s.concludeDraw},
		{post, "/draws/:draw/withdraw", office, draw, 0, s.withdrawDraw},
		{post, "/draws/:draw/reserves", office, draw, 0, s.openReserve},
		{get, "/draws/:draw/assignments", office, read, 0, s.listAssignments},
		{put, "/draws/:draw/assignments", office, draw, 0, s.assign},

		// routes of a draw's teams: route.go, routemake.go, routechange.go, routeexport.go, routesight.go
		{get, "/draws/:draw/routes", driver, read, 0, s.listRoutes},
		{post, "/draws/:draw/routes", player, practice, 0, s.planRoutes},
		{get, "/draws/:draw/routes/:routes", driver, read, 0, s.getRoutes},
		{remove, "/draws/:draw/routes/:routes", player, practice, 0, s.dropRoutes},
		{post, "/draws/:draw/routes/:routes/replan", player, practice, 0, s.replanRoutes},
		{post, "/draws/:draw/routes/:routes/swap", office, draw, 0, s.swapRoutes},

		// how likely sites are, and what they would score: exposure.go, exposureread.go, whatif.go, exposureaudit.go,
		// comparison.go, estimate.go
		{post, "/registers/:register/versions/:version/exposure", known, read, 0, s.exposeVersion},
		{get, "/registers/:register/versions/:version/exposure", known, read, 0, s.getExposure},
		{get, "/registers/:register/sites/:site/exposure", known, read, 0, s.getSiteExposure},
		{post, "/registers/:register/versions/:version/what-if", player, read, resultsBody, s.whatIf},
		{post, "/registers/:register/versions/:version/audit", office, read, 0, s.auditPlan},
		{post, "/registers/:register/versions/:version/compare", known, read, 0, s.compareDesigns},
		{post, "/draws/:draw/estimate", player, read, resultsBody, s.estimateDraw},

		// drills, their rounds and teams: drill.go, drillmake.go, round.go, roundhandle.go, crewsight.go, crewagain.go,
		// crewfile.go, drillexport.go
		{get, "/drills", known, read, 0, s.listDrills},
		{post, "/drills", office, draw, 0, s.makeDrill},
		{get, "/drills/:drill", known, read, 0, s.getDrill},
		{post, "/drills/:drill/end", office, draw, 0, s.endDrill},
		{get, "/drills/:drill/rounds", known, read, 0, s.listRounds},
		{get, "/drills/:drill/rounds/:round", known, read, 0, s.getRound},
		{post, "/drills/:drill/rounds/:round/make", office, draw, 0, s.makeRound},
		{post, "/drills/:drill/rounds/:round/skip", office, draw, 0, s.skipRound},
		{get, "/drills/:drill/rounds/:round/teams", known, read, 0, s.getTeams},
		{post, "/drills/:drill/rounds/:round/teams", office, draw, 0, s.drawTeamsAgain},
		{get, "/drills/:drill/rounds/:round/teams/file", office, read, 0, s.getTeamsFile},
		{get, "/drills/:drill/export", known, read, 0, s.exportDrill},

		// inspectors, what they find, coverage and scores: inspector.go, inspectorimport.go, inspectorerase.go, finding.go,
		// findingread.go, findingsettle.go, findingsight.go, coverage.go, score.go
		{get, "/inspectors", field, read, 0, s.listInspectors},
		{post, "/inspectors/import", office, write, inspectorsBody, s.importInspectors},
		{get, "/inspectors/export", office, read, 0, s.exportInspectors},
		{put, "/inspectors/:inspector", office, write, 0, s.putInspector},
		{remove, "/inspectors/:inspector", office, write, 0, s.removeInspector},
		{post, "/inspectors/:inspector/erase", office, admin, 0, s.eraseInspector},
		{get, "/draws/:draw/findings", driver, read, 0, s.getFindings},
		{post, "/draws/:draw/findings", field, read, resultsBody, s.addFindings},
		{post, "/draws/:draw/findings/settle", office, draw, 0, s.settleFindings},
		{get, "/drills/:drill/coverage", known, read, 0, s.getCoverage},
		{get, "/drills/:drill/scores", office, read, 0, s.getScores},

		// seals: seal.go, sealopen.go
		{get, "/seals", all, read, 0, s.listSeals},
		{post, "/seals", office, draw, 0, s.makeSeal},
		{get, "/seals/:seal", all, read, 0, s.getSeal},
		{get, "/seals/:seal/texts", all, read, 0, s.listTexts},
		{post, "/seals/:seal/texts", all, read, 0, s.contribute},
		{post, "/seals/:seal/open", office, draw, 0, s.openSeal},

		// the transparency log and what anybody can check: log.go, events.go, verify.go
		{get, "/log", all, read, 0, s.getLog},
		{get, "/log/checkpoint", all, read, 0, s.getCheckpoint},
		{get, "/log/leaves", all, read, 0, s.listLeaves},
		{get, "/log/inclusion", all, read, 0, s.proveInclusion},
		{get, "/log/consistency", all, read, 0, s.proveConsistency},
		{get, "/events", all, read, 0, s.streamEvents},
		{post, "/verify", all, read, verifyBody, s.verifyUpload},

		// maps, for GIS programs: ogc.go, ogccollection.go, ogcitems.go, ogcitem.go, ogcapi.go; of the first register, and of each;
		// tiles.go, style.go, routetiles.go
		{get, "/ogc", all, read, 0, s.mapLanding},
		{get, "/ogc/conformance", all, read, 0, s.mapConformance},
		{get, "/ogc/api", all, read, 0, s.mapAPI},
		{get, "/ogc/collections", all, read, 0, s.mapCollections},
		{get, "/ogc/collections/:collection", all, read, 0, s.mapCollection},
		{get, "/ogc/collections/:collection/items", all, read, 0, s.mapItems},
		{get, "/ogc/collections/:collection/items/:featureId", all, read, 0, s.mapItem},
		{get, "/ogc/:register", all, read, 0, s.mapLanding},
		{get, "/ogc/:register/conformance", all, read, 0, s.mapConformance},
		{get, "/ogc/:register/api", all, read, 0, s.mapAPI},
		{get, "/ogc/:register/collections", all, read, 0, s.mapCollections},
		{get, "/ogc/:register/collections/:collection", all, read, 0, s.mapCollection},
		{get, "/ogc/:register/collections/:collection/items", all, read, 0, s.mapItems},
		{get, "/ogc/:register/collections/:collection/items/:featureId", all, read, 0, s.mapItem},
		{get, "/ogc/:register/tiles.json", known, read, 0, s.getTileJSON},
		{get, "/ogc/:register/tiles/:z/:x/:y", known, read, 0, s.getTile},
		{get, "/ogc/:register/style.json", known, read, 0, s.getStyle},
		{get, "/ogc/:register/routes/:draw/:routes/tiles.json", driver, read, 0, s.getRouteTileJSON},
		{get, "/ogc/:register/routes/:draw/:routes/tiles/:z/:x/:y", driver, read, 0, s.getRouteTile},

		// work that takes its time: job.go
		{get, "/jobs", known, read, 0, s.listJobs},
		{get, "/jobs/:job", known, read, 0, s.getJob},
		{remove, "/jobs/:job", known, read, 0, s.cancelJob},
	}
}

// serve lets in who may come in and calls the route's handler.
func (s *Server) serve(rt route) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := s.admit(c, rt)
		hint(c.Response().Header(), err)
		if strings.HasPrefix(rt.path, mapBase) {
			err = mapRefusal(c.Response().Header(), c.Request(), err)
		}
		return err
	}
}

func (s *Server) admit(c echo.Context, rt route) error {
	r, err := s.newRequest(c)
	if err != nil {
		return err
	}
	need := access.Need{Roles: rt.roles, Scope: rt.scope}
	if err := r.who.May(need); err != nil {
		return err
	}
	r.who = r.who.On(need)
	if err := r.remember(rt); err != nil {
		return err
	}
	return r.orBefore(rt.handle(r))
}
