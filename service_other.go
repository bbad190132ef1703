//go:build !windows

package main

import "context"

// runAsService is for Windows alone: elsewhere a service is a program like any
// other.
func runAsService(context.Context, func(context.Context) int) (code int, is bool) {
	return exitDone, false
}
