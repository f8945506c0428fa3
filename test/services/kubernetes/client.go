package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"
)

// client speaks to the API server.
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

// call sends one request as user and returns the status and the body of the answer.
func (c *client) call(ctx context.Context, user, method, path string, body any) (int, []byte, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.server+path, bytes.NewReader(encoded))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+tokens()[user])
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// insist repeats a call until the answer has a wanted status. It gives up after two minutes, or when ctx ends.
func (c *client) insist(ctx context.Context, user, method, path string, body any, wanted ...int) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		status, answer, err := c.call(ctx, user, method, path, body)
		if err == nil {
			for _, one := range wanted {
				if status == one {
					return nil
				}
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s %s: %w; status %d, %s, %v", method, path, context.Cause(ctx), status, answer, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (c *client) waitUntilReady(ctx context.Context) error {
	return c.insist(ctx, "admin", "GET", "/readyz", nil, http.StatusOK)
}

// serviceAccountToken asks for a token through the TokenRequest API.
func (c *client) serviceAccountToken(ctx context.Context, namespace, name, seconds string) (any, error) {
	lifetime, err := strconv.Atoi(seconds)
	if err != nil {
		return nil, fmt.Errorf("seconds: %w", err)
	}
	path := fmt.Sprintf("/api/v1/namespaces/%s/serviceaccounts/%s/token", url.PathEscape(namespace), url.PathEscape(name))
	status, answer, err := c.call(ctx, "admin", "POST", path, object{"spec": object{"expirationSeconds": lifetime}})
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
