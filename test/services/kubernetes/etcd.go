package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/lease"
	"go.etcd.io/etcd/server/v3/storage/mvcc"
	"google.golang.org/grpc"
)

// etcd is an embedded server that can go away and come back on the same address, with its data or with older data.
type etcd struct {
	dir, saved         string
	noFsync            bool
	clientURL, peerURL string

	mutex   sync.Mutex
	running *embed.Etcd
	// breakStreams ends the open watches of the running server.
	breakStreams context.CancelFunc
	// leases were granted when it last stopped.
	leases []*pb.LeaseGrantRequest
}

func (e *etcd) start() error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.launch()
}

func (e *etcd) stop() {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.halt()
}

// compact forgets the history up to the current revision, as the API server does every five minutes.
func (e *etcd) compact() (int64, error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.running == nil {
		return 0, errors.New("etcd is stopped")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	revision := e.running.Server.KV().Rev()
	_, err := e.running.Server.Compact(ctx, &pb.CompactionRequest{Revision: revision, Physical: true})
	if errors.Is(err, mvcc.ErrCompacted) {
		// Nothing was written since the last time: that history is forgotten already.
		return revision, nil
	}
	return revision, err
}

// snapshot saves the data as it is now. etcd is away for that: its files are whole only then.
func (e *etcd) snapshot() error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.halt()
	if err := replaceFolder(e.saved, e.dir); err != nil {
		return err
	}
	return e.launch()
}

// restore puts the saved data back: resourceVersions go backwards.
func (e *etcd) restore() error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if _, err := os.Stat(e.saved); err != nil {
		return fmt.Errorf("nothing to restore: %w", err)
	}
	e.halt()
	if err := replaceFolder(e.dir, e.saved); err != nil {
		return err
	}
	if err := e.launch(); err != nil {
		return err
	}
	return e.grantLeasesAgain()
}

// grantLeasesAgain brings back the leases that are younger than the restored data. The API server puts new events on the lease
// that it already has for up to a minute, and until then every create would fail with "requested lease not found".
func (e *etcd) grantLeasesAgain() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for _, request := range e.leases {
		if _, err := e.running.Server.LeaseGrant(ctx, request); err != nil && !errors.Is(err, lease.ErrLeaseExists) {
			return err
		}
	}
	return nil
}

func (e *etcd) launch() error {
	if e.running != nil {
		return nil
	}
	client, err := address(&e.clientURL)
	if err != nil {
		return err
	}
	peer, err := address(&e.peerURL)
	if err != nil {
		return err
	}
	stopping, breakStreams := context.WithCancel(context.Background())
	config := embed.NewConfig()
	config.Dir = e.dir
	config.ListenClientUrls = []url.URL{*client}
	config.AdvertiseClientUrls = []url.URL{*client}
	config.ListenPeerUrls = []url.URL{*peer}
	config.AdvertisePeerUrls = []url.URL{*peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.LogLevel = "error"
	config.UnsafeNoFsync = e.noFsync
	config.GRPCAdditionalServerOptions = []grpc.ServerOption{breakableStreams(stopping)}
	running, err := embed.StartEtcd(config)
	if err != nil {
		breakStreams()
		return err
	}
	e.running, e.breakStreams = running, breakStreams
	select {
	case <-running.Server.ReadyNotify():
		return nil
	case <-time.After(30 * time.Second):
		e.halt()
		return errors.New("etcd was not ready after 30 s")
	}
}

func (e *etcd) halt() {
	if e.running == nil {
		return
	}
	e.leases = grantedLeases(e.running)
	e.breakStreams()
	e.running.Close()
	e.running = nil
}

// grantedLeases says how to grant all present leases once more. What cannot be told is left out: etcd stops all the same.
func grantedLeases(running *embed.Etcd) []*pb.LeaseGrantRequest {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	found, err := running.Server.LeaseLeases(ctx, &pb.LeaseLeasesRequest{})
	if err != nil {
		return nil
	}
	var requests []*pb.LeaseGrantRequest
	for _, one := range found.Leases {
		lifetime, err := running.Server.LeaseTimeToLive(ctx, &pb.LeaseTimeToLiveRequest{ID: one.ID})
		if err == nil && lifetime.GrantedTTL > 0 {
			requests = append(requests, &pb.LeaseGrantRequest{ID: one.ID, TTL: lifetime.GrantedTTL})
		}
	}
	return requests
}

// address gives the URL that was chosen at the first start.
func address(chosen *string) (*url.URL, error) {
	if *chosen == "" {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		*chosen = fmt.Sprintf("http://127.0.0.1:%d", port)
	}
	return url.Parse(*chosen)
}

func replaceFolder(target, source string) error {
	if err := os.RemoveAll(target); err != nil {
		return err
	}
	return os.CopyFS(target, os.DirFS(source))
}
