package main

import (
	"context"

	"golang.org/x/sys/windows/svc"
)

// serviceName is what recipes call the service; Windows starts it by any name.
const serviceName = "sitedraw"

// runAsService runs the program for Windows' service manager, if that has started
// it, and returns the exit code.
func runAsService(ctx context.Context, work func(context.Context) int) (code int, is bool) {
	if is, err := svc.IsWindowsService(); err != nil || !is {
		return exitDone, false
	}
	s := &service{root: ctx, work: work}
	if err := svc.Run(serviceName, s); err != nil {
		return exitBad, true
	}
	return s.code, true
}

// service is the program as Windows sees it.
type service struct {
	root context.Context
	work func(context.Context) int
	code int
}

// Execute is svc.Handler's: it works until Windows says stop.
func (s *service) Execute(_ []string, requests <-chan svc.ChangeRequest, status chan<- svc.Status) (bool, uint32) {
	ctx, cancel := context.WithCancel(s.root)
	defer cancel()
	ended := make(chan int, 1)
	go func() { ended <- s.work(ctx) }()
	running := svc.Status{State: svc.Running, Accepts: svc.AcceptStop | svc.AcceptShutdown}
	status <- running
	for {
		select {
		case s.code = <-ended:
			return true, uint32(s.code) //nolint:gosec // exit codes are small
		case r := <-requests:
			switch r.Cmd {
			case svc.Stop, svc.Shutdown:
				status <- svc.Status{State: svc.StopPending}
				cancel()
			case svc.Interrogate:
				status <- running
			}
		}
	}
}
