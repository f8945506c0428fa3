// Starts etcd and a real kube-apiserver in one process, on loopback, for kubeherald's tests.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// announcement is the one line on standard output: all that a test needs to use the server.
type announcement struct {
	Server                   string            `json:"server"`
	CAFile                   string            `json:"caFile"`
	CertificateAuthorityData string            `json:"certificate-authority-data"`
	Tokens                   map[string]string `json:"tokens"`
	Kubeconfigs              map[string]string `json:"kubeconfigs"`
	ClientCertKubeconfig     string            `json:"clientCertKubeconfig"`
	Control                  string            `json:"control"`
}

type settings struct {
	dir                  string
	port                 int
	eventTTL, compaction time.Duration
	noFsync              bool
}

func main() {
	var chosen settings
	flag.StringVar(&chosen.dir, "dir", "", "folder for etcd's data, certificates and kubeconfigs; kept over restarts")
	flag.IntVar(&chosen.port, "port", 0, "port of the API server; 0: a free one")
	flag.DurationVar(&chosen.eventTTL, "event-ttl", time.Hour, "how long events live")
	flag.DurationVar(&chosen.compaction, "compaction-interval", 5*time.Minute, "how often etcd is compacted; 0: never")
	flag.BoolVar(&chosen.noFsync, "etcd-unsafe-no-fsync", true, "do not wait for the disk: the data survives kill -9, but not the machine")
	withStdin := flag.Bool("exit-with-stdin", false, "stop when standard input closes")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	if *withStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	// A stop that was asked for is no failure, whatever it interrupted.
	if err := run(ctx, chosen); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run returns when ctx ends or the API server does.
func run(ctx context.Context, chosen settings) error {
	if chosen.dir == "" {
		return errors.New("--dir is required")
	}
	if err := os.MkdirAll(chosen.dir, 0o700); err != nil {
		return err
	}
	files, err := writeCredentials(chosen.dir)
	if err != nil {
		return err
	}
	store := &etcd{
		dir:     filepath.Join(chosen.dir, "etcd"),
		saved:   filepath.Join(chosen.dir, "etcd-saved"),
		noFsync: chosen.noFsync,
	}
	if err := store.start(); err != nil {
		return err
	}
	defer store.stop()
	if chosen.port == 0 {
		if chosen.port, err = freePort(); err != nil {
			return err
		}
	}
	serving, ended := context.WithCancelCause(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		err := runAPIServer(serving, chosen, files, store.clientURL)
		ended(fmt.Errorf("kube-apiserver ended: %w", err))
	}()
	if err := announce(serving, chosen, files, store); err != nil {
		return err
	}
	<-serving.Done()
	// With watches open the API server takes a minute to end. Nobody waits for that here.
	select {
	case <-stopped:
	case <-time.After(time.Second):
	}
	return context.Cause(serving)
}

// announce prints where everything is, once the API server is ready and has the users' rights.
func announce(ctx context.Context, chosen settings, files credentialFiles, store *etcd) error {
	server := fmt.Sprintf("https://127.0.0.1:%d", chosen.port)
	client, err := newClient(server, files)
	if err != nil {
		return err
	}
	if err := client.waitUntilReady(ctx); err != nil {
		return err
	}
	if err := client.createObjects(ctx); err != nil {
		return err
	}
	kubeconfigs, clientCert, err := writeKubeconfigs(chosen.dir, server, files)
	if err != nil {
		return err
	}
	control, err := serveControl(ctx, store, client)
	if err != nil {
		return err
	}
	ca, err := os.ReadFile(files.ca)
	if err != nil {
		return err
	}
	data := base64.StdEncoding.EncodeToString(ca)
	line, err := json.Marshal(announcement{server, files.ca, data, tokens(), kubeconfigs, clientCert, control})
	if err != nil {
		return err
	}
	fmt.Println(string(line))
	return nil
}

// freePort finds a port below those that systems give to outgoing connections. So it is still free when a server that was away
// comes back, and a client that keeps trying to reach that server is never connected to itself.
func freePort() (int, error) {
	for range 100 {
		port := 10_000 + rand.IntN(20_000)
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("found no free port")
}
