package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
)

// Config is what a server is made of.
type Config struct {
	Store      store.Store
	Folder     string           // of the data; uploads wait in it
	Now        func() time.Time // the clock
	Random     io.Reader        // of seeds, secrets, salts, tokens: the system's source
	Logger     *slog.Logger
	Categories *geo.Categories // nil: geo.ShippedCategories
	Location   *time.Location  // of days; nil: UTC
	Keys       Keys
	Beacon     Beacon                               // fetches signatures of beacons; nil: the office types them
	After      func(time.Duration) <-chan time.Time // wakes the schedule; nil: time.After

	Web middleware.Config // how every request is treated; what is needed of it and missing is taken from here

	URL       string // by which people reach the server, for links, "https://draw.example"; empty: as each of them does
	Limits    Limits
	Passwords access.Cost // of hashing them; zero: access.DefaultCost
	Authority []byte      // PEM: the certificate of the county's own authority, at /ca.crt; nil: none

	// Identify says who asks without sessions and tokens: a demo that signs in by
	// itself, and tests. Such requests are under no limit. It returns false if it does
	// not know.
	Identify func(*http.Request) (access.Who, bool)
}

// Keys are the server's own secrets.
type Keys struct {
	Log    string   // transparency: the key that signs checkpoints
	Sealed [32]byte // encrypts the secrets of seals in the store
}

// Server answers the API. Goroutines may share it.
type Server struct {
	Config

	echo      *echo.Echo
	frames    *frames
	jobs      *jobs
	registers *registers
	officials *officials
	layers    *layers
	tiles     *tiles
	bell      *bell
	arrived   *arrivals
	door      *door
	checking  *checking
	drawing   chan struct{} // holds one for each draw at work
	routing   chan struct{} // holds one for each search for routes
	graphs    *graphs
	figures   *figures
	drills    *drills
	sheets    *routeSheets
	shipped   func() (map[string]sampler.Plan, error)
}

// New makes a server.
func New(c Config) (*Server, error) {
	if c.Categories == nil {
		c.Categories = geo.ShippedCategories()
	}
	if c.Location == nil {
		c.Location = time.UTC
	}
	if c.After == nil {
		c.After = time.After
	}
	s := &Server{Config: c, bell: newBell(), drawing: make(chan struct{}, maxDrawing), routing: make(chan struct{}, maxRouting), shipped: sync.OnceValues(shippedPlans)}
	s.Store = heard{Store: c.Store, bell: s.bell}
	var err error
	if s.arrived, err = newArrivals(c.Now); err != nil {
		return nil, err
	}
	if s.door, err = newDoor(c); err != nil {
		return nil, err
	}
	s.frames = newFrames(c.Store, c.Categories)
	s.registers = newRegisters(c.Store, c.Categories)
	s.officials = newOfficials(s)
	s.layers = newLayers()
	s.tiles = newTiles()
	s.graphs = newGraphs()
	s.figures = newFigures()
	s.drills = newDrills()
	s.sheets = newRouteSheets()
	s.jobs = newJobs(&c)
	s.checking = newChecking()
	if s.echo, err = s.newRouter(); err != nil {
		return nil, err
	}
	return s, clearUploads(c.Folder)
}

// Handler returns what answers requests.
func (s *Server) Handler() http.Handler { return s.echo }

// Close stops the jobs and waits for their end. The store is closed after it.
func (s *Server) Close() { s.jobs.close() }

// Run does what falls due until the context ends: schedule.go.
func (s *Server) Run(ctx context.Context) error { return s.runSchedule(ctx) }

// now is the time as the store keeps it.
func (s *Server) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// act is what the one who asks does now.
func (s *Server) act(r *request) store.Act { return store.Act{By: r.who.UserID, At: s.now()} }
