package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// port chooses a port that nothing listens at: port NAME sets NAME to its address.
func port(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: port name")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		ts.Fatalf("%v", err)
	}
	ts.Setenv(args[0], l.Addr().String())
	l.Close()
}

// gone waits until a file is there no more: gone FILE.
func gone(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gone file")
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
	ts.Fatalf("%s is still there", args[0])
}

// request is a program for scripts: request [-w STATUS] [-H HEADER]… [-d BODY|@FILE]
// METHOD URL sends a request, waiting some seconds for the server to start, and
// prints the body. It fails unless the status is the one that is wanted.
func request(args []string) int {
	flags := flag.NewFlagSet("request", flag.ContinueOnError)
	want := flags.Int("w", http.StatusOK, "")
	body := flags.String("d", "", "")
	insecure := flags.Bool("k", false, "")
	header := http.Header{}
	flags.Func("H", "", func(line string) error {
		name, value, _ := strings.Cut(line, ":")
		header.Add(name, strings.TrimSpace(value))
		return nil
	})
	if flags.Parse(args) != nil || flags.NArg() != 2 {
		return exitBad
	}
	data := []byte(*body)
	if name, isFile := strings.CutPrefix(*body, "@"); isFile {
		var err error
		if data, err = os.ReadFile(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitBad
		}
	}
	if header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	resp, err := send(flags.Arg(0), flags.Arg(1), header, data, *insecure)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitBad
	}
	defer resp.Body.Close()
	for name, values := range resp.Header {
		fmt.Fprintln(os.Stderr, name+": "+strings.Join(values, ", "))
	}
	_, err = io.Copy(os.Stdout, resp.Body)
	if err != nil || resp.StatusCode != *want {
		fmt.Fprintln(os.Stderr, "status "+strconv.Itoa(resp.StatusCode), err)
		return exitNo
	}
	return exitDone
}

// send sends a request as soon as somebody listens.
func send(method, url string, header http.Header, body []byte, insecure bool) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: insecure}}}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		r, err := http.NewRequestWithContext(context.Background(), method, url, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Header = header.Clone()
		if host := header.Get("Host"); host != "" {
			r.Host = host
		}
		resp, err := client.Do(r)
		if !errors.Is(err, syscall.ECONNREFUSED) || time.Now().After(deadline) {
			return resp, err
		}
	}
}
