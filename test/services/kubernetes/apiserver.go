package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/compatibility"
	logsapi "k8s.io/component-base/logs/api/v1"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// runAPIServer does what kube-apiserver's own command does, but ends with ctx: the command installs signal handlers of its own.
func runAPIServer(ctx context.Context, chosen settings, files credentialFiles, etcdURL string) error {
	choices := options.NewServerRunOptions()
	flags := pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)
	for _, set := range choices.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	err := flags.Parse([]string{
		"--etcd-servers=" + etcdURL,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", chosen.port),
		// Without these two it looks for an address that others could reach, and a machine without a network has none.
		"--advertise-address=127.0.0.1",
		"--endpoint-reconciler-type=none",
		"--tls-cert-file=" + files.serverCert,
		"--tls-private-key-file=" + files.serverKey,
		"--client-ca-file=" + files.ca,
		"--token-auth-file=" + files.tokens,
		"--authorization-mode=RBAC",
		// As in the recordings: no controller makes the service accounts that this plugin would ask for.
		"--disable-admission-plugins=ServiceAccount",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + files.serviceAccountKey,
		"--service-account-signing-key-file=" + files.serviceAccountKey,
		"--service-cluster-ip-range=10.0.0.0/24",
		"--event-ttl=" + chosen.eventTTL.String(),
		"--etcd-compaction-interval=" + chosen.compaction.String(),
		"--profiling=false",
	})
	if err != nil {
		return err
	}
	registry := choices.GenericServerRunOptions.ComponentGlobalsRegistry
	if err := registry.Set(); err != nil {
		return err
	}
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	if err := logsapi.ValidateAndApply(choices.Logs, registry.FeatureGateFor(compatibility.DefaultKubeComponent)); err != nil {
		return err
	}
	completed, err := choices.Complete(ctx)
	if err != nil {
		return err
	}
	if problems := completed.Validate(); len(problems) > 0 {
		return errors.Join(problems...)
	}
	return app.Run(ctx, completed)
}
