package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// credentialFiles are the paths of what writeCredentials made.
type credentialFiles struct {
	ca, serverCert, serverKey, clientCert, clientKey, tokens, serviceAccountKey string
}

var users = []string{"admin", "nobody", "events-reader", "team-a-reader", "events-writer", "templates-reader"}

// tokens gives each user a token that is worth nothing outside this process.
func tokens() map[string]string {
	result := map[string]string{}
	for _, user := range users {
		result[user] = user + "-token"
	}
	return result
}

// writeCredentials makes certificates, keys and tokens in dir, unless they are there from an earlier start.
func writeCredentials(dir string) (credentialFiles, error) {
	in := func(name string) string { return filepath.Join(dir, name) }
	files := credentialFiles{
		in("ca.crt"), in("server.crt"), in("server.key"), in("client.crt"), in("client.key"), in("tokens.csv"), in("service-account.key"),
	}
	if err := writeTokens(files.tokens); err != nil {
		return files, err
	}
	// The last one to be made: where it is, the others are.
	if _, err := os.Stat(files.serviceAccountKey); err == nil {
		return files, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return files, err
	}
	caKey, err := newKey("")
	if err != nil {
		return files, err
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kubeherald-test-ca"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	if err := writeCertificate(files.ca, ca, ca, &caKey.PublicKey, caKey); err != nil {
		return files, err
	}
	server := leaf(2, pkix.Name{CommonName: "kube-apiserver"}, x509.ExtKeyUsageServerAuth)
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	server.DNSNames = []string{"localhost", "kubernetes.default.svc"}
	reader := leaf(3, pkix.Name{CommonName: "events-reader"}, x509.ExtKeyUsageClientAuth)
	for _, one := range []struct {
		certificate *x509.Certificate
		cert, key   string
	}{{server, files.serverCert, files.serverKey}, {reader, files.clientCert, files.clientKey}} {
		key, err := newKey(one.key)
		if err != nil {
			return files, err
		}
		if err := writeCertificate(one.cert, one.certificate, ca, &key.PublicKey, caKey); err != nil {
			return files, err
		}
	}
	_, err = newKey(files.serviceAccountKey)
	return files, err
}

func writeTokens(path string) error {
	var lines strings.Builder
	for user, token := range tokens() {
		group := ""
		if user == "admin" {
			group = `,"system:masters"`
		}
		fmt.Fprintf(&lines, "%s,%s,%s%s\n", token, user, user, group)
	}
	return os.WriteFile(path, []byte(lines.String()), 0o600)
}

func leaf(serial int64, subject pkix.Name, usage x509.ExtKeyUsage) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: subject,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usage},
	}
}

// newKey makes a key, and writes it to path when there is one.
func newKey(path string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil || path == "" {
		return key, err
	}
	encoded, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: encoded}), 0o600)
}

func writeCertificate(path string, certificate, parent *x509.Certificate, public *ecdsa.PublicKey, signer *ecdsa.PrivateKey) error {
	encoded, err := x509.CreateCertificate(rand.Reader, certificate, parent, public, signer)
	if err != nil {
		return err
	}
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encoded}), 0o600)
}

// writeKubeconfigs writes one per user, and one of events-reader with a client certificate.
func writeKubeconfigs(dir, server string, files credentialFiles) (map[string]string, string, error) {
	write := func(name, user string) (string, error) {
		path := filepath.Join(dir, name+".kubeconfig")
		text := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: %q, certificate-authority: %q}}]
users: [{name: %q, user: %s}]
contexts: [{name: test, context: {cluster: test, user: %q}}]
current-context: test
`, server, files.ca, name, user, name)
		return path, os.WriteFile(path, []byte(text), 0o600)
	}
	result := map[string]string{}
	for user, token := range tokens() {
		path, err := write(user, fmt.Sprintf("{token: %q}", token))
		if err != nil {
			return nil, "", err
		}
		result[user] = path
	}
	clientCert, err := write("client-certificate", fmt.Sprintf("{client-certificate: %q, client-key: %q}", files.clientCert, files.clientKey))
	return result, clientCert, err
}
