// Starts etcd and a real kube-apiserver in one process, on loopback, for kubeherald's tests.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// announcement is the one line on standard output: all that a test needs to use the server.
type announcement struct {
	Server      string            `json:"server"`
	CAFile      string            `json:"caFile"`
	Tokens      map[string]string `json:"tokens"`
	Kubeconfigs map[string]string `json:"kubeconfigs"`
	Control     string            `json:"control"`
}

func main() {
	dir := flag.String("dir", "", "folder for etcd's data, certificates and kubeconfigs; kept over restarts")
	port := flag.Int("port", 0, "port of the API server; 0: a free one")
	ttl := flag.Duration("event-ttl", time.Hour, "how long events live")
	compaction := flag.Duration("compaction-interval", 5*time.Minute, "how often etcd is compacted; 0: never")
	withStdin := flag.Bool("exit-with-stdin", false, "stop when standard input closes")
	flag.Parse()
	if err := run(*dir, *port, *ttl, *compaction, *withStdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, port int, ttl, compaction time.Duration, withStdin bool) error {
	if dir == "" {
		return fmt.Errorf("--dir is required")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	files, err := writeCredentials(dir)
	if err != nil {
		return err
	}
	store := &etcd{dir: filepath.Join(dir, "etcd"), saved: filepath.Join(dir, "etcd-saved")}
	if err := store.start(); err != nil {
		return err
	}
	defer store.stop()
	if port == 0 {
		if port, err = freePort(); err != nil {
			return err
		}
	}
	command := app.NewAPIServerCommand()
	command.SetArgs([]string{
		"--etcd-servers=" + store.clientURL,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", port),
		"--tls-cert-file=" + files.serverCert,
		"--tls-private-key-file=" + files.serverKey,
		"--client-ca-file=" + files.ca,
		"--token-auth-file=" + files.tokens,
		"--authorization-mode=RBAC",
		"--disable-admission-plugins=ServiceAccount",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + files.serviceAccountKey,
		"--service-account-signing-key-file=" + files.serviceAccountKey,
		"--service-cluster-ip-range=10.0.0.0/24",
		"--event-ttl=" + ttl.String(),
		"--etcd-compaction-interval=" + compaction.String(),
		"--watch-cache=true",
		"--profiling=false",
	})
	ended := make(chan error, 1)
	go func() { ended <- command.Execute() }()

	server := fmt.Sprintf("https://127.0.0.1:%d", port)
	client, err := newClient(server, files)
	if err != nil {
		return err
	}
	if err := client.waitUntilReady(ended); err != nil {
		return err
	}
	if err := client.createObjects(); err != nil {
		return err
	}
	control, err := serveControl(store, client)
	if err != nil {
		return err
	}
	kubeconfigs, err := writeKubeconfigs(dir, server, files)
	if err != nil {
		return err
	}
	line, err := json.Marshal(announcement{server, files.ca, tokens(), kubeconfigs, control})
	if err != nil {
		return err
	}
	fmt.Println(string(line))
	if withStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			genericapiserver.RequestShutdown()
		}()
	}
	return <-ended
}

// serveControl lets a test do to the cluster what no client of the API can.
func serveControl(store *etcd, client *client) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	handle := func(path string, work func(*http.Request) (any, error)) {
		http.HandleFunc("POST "+path, func(response http.ResponseWriter, request *http.Request) {
			result, err := work(request)
			if err != nil {
				http.Error(response, err.Error(), http.StatusInternalServerError)
				return
			}
			response.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(response).Encode(result)
		})
	}
	done := map[string]bool{"done": true}
	handle("/compact", func(*http.Request) (any, error) {
		revision, err := store.compact()
		return map[string]int64{"revision": revision}, err
	})
	handle("/etcd/stop", func(*http.Request) (any, error) { store.stop(); return done, nil })
	handle("/etcd/start", func(*http.Request) (any, error) { return done, store.start() })
	handle("/etcd/snapshot", func(*http.Request) (any, error) { return done, store.snapshot() })
	handle("/etcd/restore", func(*http.Request) (any, error) { return done, store.restore() })
	handle("/token", func(request *http.Request) (any, error) {
		query := request.URL.Query()
		return client.serviceAccountToken(query.Get("namespace"), query.Get("name"), query.Get("seconds"))
	})
	go func() { _ = http.Serve(listener, nil) }()
	return "http://" + listener.Addr().String(), nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
