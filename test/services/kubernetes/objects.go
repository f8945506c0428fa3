package main

import (
	"context"
	"net/http"
)

type object map[string]any

// createObjects makes namespaces, the service account and the rights of the users; what is there already stays.
func (c *client) createObjects(ctx context.Context) error {
	const rbac = "/apis/rbac.authorization.k8s.io/v1"
	named := func(name string) object { return object{"metadata": object{"name": name}} }
	user := func(name string) object {
		return object{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": name}
	}
	account := object{"kind": "ServiceAccount", "namespace": "team-a", "name": "kubeherald"}
	role := func(name string, verbs ...string) object {
		result := named(name)
		result["rules"] = []object{{"apiGroups": []string{"", "events.k8s.io"}, "resources": []string{"events"}, "verbs": verbs}}
		return result
	}
	// A right to the one ConfigMap of that name.
	templates := func(name string, verbs ...string) object {
		result := named(name)
		result["rules"] = []object{{"apiGroups": []string{""}, "resources": []string{"configmaps"}, "resourceNames": []string{"templates"}, "verbs": verbs}}
		return result
	}
	binding := func(kind, name string, subjects ...object) object {
		result := named(name)
		result["roleRef"] = object{"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}
		result["subjects"] = subjects
		return result
	}
	for _, one := range []struct {
		path string
		body object
	}{
		{"/api/v1/namespaces", named("default")},
		{"/api/v1/namespaces", named("team-a")},
		{"/api/v1/namespaces", named("team-b")},
		{"/api/v1/namespaces/team-a/serviceaccounts", named("kubeherald")},
		{rbac + "/clusterroles", role("events-reader", "get", "list", "watch")},
		{rbac + "/clusterrolebindings", binding("ClusterRole", "events-reader", user("events-reader"), user("templates-reader"))},
		{rbac + "/clusterroles", role("events-writer", "create", "update", "patch")},
		{rbac + "/clusterrolebindings", binding("ClusterRole", "events-writer", user("events-writer"))},
		{rbac + "/namespaces/team-a/roles", templates("templates-reader", "get", "list", "watch")},
		{rbac + "/namespaces/team-a/rolebindings", binding("Role", "templates-reader", user("templates-reader"))},
		{rbac + "/namespaces/team-b/roles", templates("templates-getter", "get")},
		{rbac + "/namespaces/team-b/rolebindings", binding("Role", "templates-getter", user("templates-reader"))},
		{rbac + "/namespaces/team-a/roles", role("events-reader", "get", "list", "watch")},
		{rbac + "/namespaces/team-a/rolebindings", binding("Role", "events-reader", user("team-a-reader"), account)},
	} {
		// Tried again for a while: a namespace that was just made is not known everywhere at once.
		if err := c.insist(ctx, "admin", "POST", one.path, one.body, http.StatusCreated, http.StatusConflict); err != nil {
			return err
		}
	}
	// The last binding made is the last that the authoriser learns of, a moment later. Until then a test would get 403.
	for user, path := range map[string]string{
		"events-reader": "/api/v1/events?limit=1",
		"team-a-reader": "/api/v1/namespaces/team-a/events?limit=1",
	} {
		if err := c.insist(ctx, user, "GET", path, nil, http.StatusOK); err != nil {
			return err
		}
	}
	return nil
}
