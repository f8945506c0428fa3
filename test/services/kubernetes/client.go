package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

// client speaks to the API server as its administrator.
type client struct {
	server string
	http   http.Client
}

func newClient(server string, files credentialFiles) (*client, error) {
	ca, err := os.ReadFile(files.ca)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	return &client{server, http.Client{Transport: transport, Timeout: 10 * time.Second}}, nil
}

func (c *client) call(method, path string, body any) (int, []byte, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequest(method, c.server+path, bytes.NewReader(encoded))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+tokens()["admin"])
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

func (c *client) waitUntilReady(ended <-chan error) error {
	deadline := time.After(2 * time.Minute)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return fmt.Errorf("kube-apiserver ended before it was ready: %w", err)
		case <-deadline:
			return fmt.Errorf("kube-apiserver was not ready after 2 minutes")
		case <-tick.C:
			if status, _, err := c.call("GET", "/readyz", nil); err == nil && status == http.StatusOK {
				return nil
			}
		}
	}
}

type object map[string]any

// createObjects makes namespaces, the service account and the rights of the users; what is there already stays.
func (c *client) createObjects() error {
	reads := []object{{"apiGroups": []string{"", "events.k8s.io"}, "resources": []string{"events"}, "verbs": []string{"get", "list", "watch"}}}
	rbac := "/apis/rbac.authorization.k8s.io/v1"
	user := func(name string) object {
		return object{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": name}
	}
	account := object{"kind": "ServiceAccount", "namespace": "team-a", "name": "kubeherald"}
	reference := func(kind string) object {
		return object{"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": "events-reader"}
	}
	named := func(name string) object { return object{"name": name} }
	for _, one := range []struct {
		path string
		body object
	}{
		{"/api/v1/namespaces", object{"metadata": named("default")}},
		{"/api/v1/namespaces", object{"metadata": named("team-a")}},
		{"/api/v1/namespaces", object{"metadata": named("team-b")}},
		{"/api/v1/namespaces/team-a/serviceaccounts", object{"metadata": named("kubeherald")}},
		{rbac + "/clusterroles", object{"metadata": named("events-reader"), "rules": reads}},
		{rbac + "/clusterrolebindings", object{"metadata": named("events-reader"), "roleRef": reference("ClusterRole"), "subjects": []object{user("events-reader")}}},
		{rbac + "/namespaces/team-a/roles", object{"metadata": named("events-reader"), "rules": reads}},
		{rbac + "/namespaces/team-a/rolebindings", object{"metadata": named("events-reader"), "roleRef": reference("Role"), "subjects": []object{user("team-a-reader"), account}}},
	} {
		if err := c.create(one.path, one.body); err != nil {
			return err
		}
	}
	return nil
}

// create tries again for a while: a namespace that was just made is not known everywhere at once.
func (c *client) create(path string, body object) error {
	var status int
	var answer []byte
	var err error
	for attempt := 0; attempt < 50; attempt++ {
		status, answer, err = c.call("POST", path, body)
		if err == nil && (status == http.StatusCreated || status == http.StatusConflict) {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("creating at %s: status %d, %s, %v", path, status, answer, err)
}

// serviceAccountToken asks for a token through the TokenRequest API.
func (c *client) serviceAccountToken(namespace, name, seconds string) (any, error) {
	lifetime, err := strconv.Atoi(seconds)
	if err != nil {
		return nil, fmt.Errorf("seconds: %w", err)
	}
	path := fmt.Sprintf("/api/v1/namespaces/%s/serviceaccounts/%s/token", namespace, name)
	status, answer, err := c.call("POST", path, object{"spec": object{"expirationSeconds": lifetime}})
	if err != nil {
		return nil, err
	}
	if status != http.StatusCreated {
		return nil, fmt.Errorf("token: status %d, %s", status, answer)
	}
	var token struct {
		Status struct {
			Token string `json:"token"`
		} `json:"status"`
	}
	err = json.Unmarshal(answer, &token)
	return map[string]string{"token": token.Status.Token}, err
}
