package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
)

// serveControl lets a test do to the cluster what no client of the API can. It returns the address.
func serveControl(ctx context.Context, store *etcd, client *client) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	mux := http.NewServeMux()
	handle := func(path string, work func(*http.Request) (any, error)) {
		mux.HandleFunc("POST "+path, func(response http.ResponseWriter, request *http.Request) {
			result, err := work(request)
			if err != nil {
				http.Error(response, err.Error(), http.StatusInternalServerError)
				return
			}
			response.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(response).Encode(result)
		})
	}
	// The API server finds etcd again some time after it is back. A test has nothing to gain from that time.
	thenReady := func(work func() error) func(*http.Request) (any, error) {
		return func(*http.Request) (any, error) {
			if err := work(); err != nil {
				return nil, err
			}
			return map[string]bool{"done": true}, client.waitUntilReady(ctx)
		}
	}
	handle("/compact", func(*http.Request) (any, error) {
		revision, err := store.compact()
		return map[string]int64{"revision": revision}, err
	})
	handle("/etcd/stop", func(*http.Request) (any, error) {
		store.stop()
		return map[string]bool{"done": true}, nil
	})
	handle("/etcd/start", thenReady(store.start))
	handle("/etcd/snapshot", thenReady(store.snapshot))
	handle("/etcd/restore", thenReady(store.restore))
	handle("/token", func(request *http.Request) (any, error) {
		query := request.URL.Query()
		return client.serviceAccountToken(ctx, query.Get("namespace"), query.Get("name"), query.Get("seconds"))
	})
	go func() { _ = http.Serve(listener, mux) }()
	return "http://" + listener.Addr().String(), nil
}
