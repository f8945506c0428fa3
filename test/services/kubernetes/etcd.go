package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/server/v3/embed"
)

// etcd is an embedded server that can go away and come back on the same address, with its data or with older data.
type etcd struct {
	dir, saved string
	clientURL  string
	peerURL    string
	mutex      sync.Mutex
	running    *embed.Etcd
}

func (e *etcd) start() error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.running != nil {
		return nil
	}
	if e.clientURL == "" {
		for _, address := range []*string{&e.clientURL, &e.peerURL} {
			port, err := freePort()
			if err != nil {
				return err
			}
			*address = fmt.Sprintf("http://127.0.0.1:%d", port)
		}
	}
	client, err := url.Parse(e.clientURL)
	if err != nil {
		return err
	}
	peer, err := url.Parse(e.peerURL)
	if err != nil {
		return err
	}
	config := embed.NewConfig()
	config.Dir = e.dir
	config.ListenClientUrls = []url.URL{*client}
	config.AdvertiseClientUrls = []url.URL{*client}
	config.ListenPeerUrls = []url.URL{*peer}
	config.AdvertisePeerUrls = []url.URL{*peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.LogLevel = "error"
	// The data of a test need not survive the machine.
	config.UnsafeNoFsync = true
	running, err := embed.StartEtcd(config)
	if err != nil {
		return err
	}
	select {
	case <-running.Server.ReadyNotify():
		e.running = running
		return nil
	case <-time.After(30 * time.Second):
		running.Close()
		return fmt.Errorf("etcd was not ready after 30 s")
	}
}

func (e *etcd) stop() {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.running == nil {
		return
	}
	e.running.Close()
	e.running = nil
}

// compact forgets the history up to the current revision, as the API server does every five minutes.
func (e *etcd) compact() (int64, error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.running == nil {
		return 0, fmt.Errorf("etcd is stopped")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	found, err := e.running.Server.Range(ctx, &pb.RangeRequest{Key: []byte("kubeherald")})
	if err != nil {
		return 0, err
	}
	revision := found.Header.Revision
	_, err = e.running.Server.Compact(ctx, &pb.CompactionRequest{Revision: revision, Physical: true})
	return revision, err
}

// snapshot saves the data as it is now.
func (e *etcd) snapshot() error {
	e.stop()
	if err := os.RemoveAll(e.saved); err != nil {
		return err
	}
	if err := os.CopyFS(e.saved, os.DirFS(e.dir)); err != nil {
		return err
	}
	return e.start()
}

// restore puts the saved data back: resourceVersions go backwards.
func (e *etcd) restore() error {
	e.stop()
	if err := os.RemoveAll(e.dir); err != nil {
		return err
	}
	if err := os.CopyFS(e.dir, os.DirFS(e.saved)); err != nil {
		return err
	}
	return e.start()
}
