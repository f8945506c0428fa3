{{/* A text; --set makes a number of one that has only digits, and a file's values are floats. */}}
{{- define "kubeherald.text" -}}
{{- if and (kindIs "float64" .) (eq (toString (floor .)) (toString .)) }}{{ printf "%.0f" . }}{{ else }}{{ toString . }}{{ end }}
{{- end }}

{{/* A text with commas, or a list, as a JSON list of its words. */}}
{{- define "kubeherald.words" -}}
{{- $words := list }}
{{- $given := kindIs "slice" . | ternary . (splitList "," (include "kubeherald.text" .)) }}
{{- range $given }}
{{- with include "kubeherald.text" . | trim }}{{- $words = append $words . }}{{- end }}
{{- end }}
{{- toJson $words }}
{{- end }}

{{/* The sinks that ACK's parameters ask for, as JSON. */}}
{{- define "kubeherald.eventerSinks" -}}
{{- $sinks := list }}
{{- with .Values.eventer.sinks.dingtalk }}
{{- if .enabled }}
{{- /* kube-eventer's level is the lowest one that is sent. */}}
{{- $match := dict "level" (eq .level "Normal" | ternary (list "Normal" "Warning") "Warning") }}
{{- with include "kubeherald.words" .monitorkinds | fromJsonArray }}{{- $_ := set $match "kinds" . }}{{- end }}
{{- with include "kubeherald.words" .monitornamespaces | fromJsonArray }}
{{- /* kube-eventer compares the namespace that the event lies in, which for cluster-scoped objects is `default`. */}}
{{- $_ := set $match "namespaces" (has "default" . | ternary (append . "") .) }}
{{- end }}
{{- $with := dict "url" "${file:/etc/kubeherald-eventer/dingtalk-url}" "format" "text" }}
{{- with include "kubeherald.words" .label | fromJsonArray }}{{- $_ := set $with "label" (join " " .) }}{{- end }}
{{- $sinks = append $sinks (dict "name" "dingtalk" "use" "dingtalk-signed" "match" $match "with" $with) }}
{{- end }}
{{- end }}
{{- with .Values.eventer.sinks.sls }}
{{- if .enabled }}
{{- $with := dict "project" (include "kubeherald.text" .project) "logStore" (include "kubeherald.text" .logstore) "layout" "kube-eventer" }}
{{- $sinks = append $sinks (dict "name" "sls" "use" "sls" "with" $with) }}
{{- end }}
{{- end }}
{{- toJson $sinks }}
{{- end }}

{{/* The whole config, as JSON. */}}
{{- define "kubeherald.config" -}}
{{- $config := deepCopy .Values.config }}
{{- $own := default list $config.sinks }}
{{- $asked := include "kubeherald.eventerSinks" . | fromJsonArray }}
{{- range $sink := $asked }}
{{- range $own }}
{{- if eq (toString .name) $sink.name }}
{{- fail (printf "config.sinks has a sink named %s, and eventer.sinks.%s.enabled adds one of the same name: rename the one of config.sinks, or disable the other" $sink.name $sink.name) }}
{{- end }}
{{- end }}
{{- end }}
{{- $sinks := concat $own $asked }}
{{- if not $sinks }}{{- $sinks = list (dict "name" "log" "use" "log") }}{{- end }}
{{- toJson (set $config "sinks" $sinks) }}
{{- end }}

{{/* What the source of the config says, as JSON. */}}
{{- define "kubeherald.source" -}}
{{- toJson (dig "source" "kubernetes" dict .Values.config | default dict) }}
{{- end }}

{{/* Fails over a config with which the pod could not live. */}}
{{- define "kubeherald.checked" -}}
{{- $host := dig "admin" "host" "" .Values.config | toString }}
{{- if regexMatch `^(localhost|127(\.[0-9]+){3}|\[?::1\]?)$` $host }}
{{- fail (printf "config.admin.host is %s, where the kubelet's probes cannot reach it, so the pod would be restarted for ever: leave it out, or use 0.0.0.0 or ::" $host) }}
{{- end }}
{{- end }}

{{/* The config's shutdown.timeout in whole seconds, rounded up. */}}
{{- define "kubeherald.shutdownSeconds" -}}
{{- $milliseconds := 0.0 }}
{{- $units := dict "ms" 1.0 "s" 1000.0 "m" 60000.0 "h" 3600000.0 "d" 86400000.0 }}
{{- range regexFindAll `[0-9.]+(ms|s|m|h|d)` (dig "shutdown" "timeout" "20s" .Values.config | toString) -1 }}
{{- $amount := regexFind `^[0-9.]+` . }}
{{- $milliseconds = addf $milliseconds (mulf (float64 $amount) (get $units (trimPrefix $amount .))) }}
{{- end }}
{{- divf $milliseconds 1000 | ceil | int64 }}
{{- end }}

{{/* How long the pod may take to end: a few seconds more than its deliveries, for the rest of what it does then. */}}
{{- define "kubeherald.gracePeriod" -}}
{{- max (int64 .Values.terminationGracePeriodSeconds) (add (include "kubeherald.shutdownSeconds" .) 10) }}
{{- end }}

{{/* The ConfigMaps that templates are read from, as a JSON list: those of the sinks of the config, and rbac.templateConfigMaps. */}}
{{- define "kubeherald.templateConfigMaps" -}}
{{- $found := list }}
{{- range .Values.config.sinks }}
{{- $found = concat $found (include "kubeherald.references" .with | fromJsonArray) }}
{{- end }}
{{- toJson (concat $found .Values.rbac.templateConfigMaps | uniq) }}
{{- end }}

{{/* The references to ConfigMaps in a part of a sink's options, as the daemon finds them (packages/core/src/template/reference.ts). */}}
{{- define "kubeherald.references" -}}
{{- $found := list }}
{{- if kindIs "map" . }}
{{- if and (eq (len .) 1) (kindIs "map" .configMap) }}
{{- with .configMap }}
{{- if .name }}{{- $found = list (dict "namespace" (default "default" .namespace) "name" .name) }}{{- end }}
{{- end }}
{{- else }}
{{- range $_, $part := . }}{{- $found = concat $found (include "kubeherald.references" $part | fromJsonArray) }}{{- end }}
{{- end }}
{{- else if kindIs "slice" . }}
{{- range . }}{{- $found = concat $found (include "kubeherald.references" . | fromJsonArray) }}{{- end }}
{{- end }}
{{- toJson $found }}
{{- end }}

{{- define "kubeherald.port" -}}
{{- dig "admin" "port" 8084 .Values.config | int }}
{{- end }}

{{- define "kubeherald.journal" -}}
{{- dig "journal" "path" "/var/lib/kubeherald" .Values.config }}
{{- end }}

{{/* What the init container installs, as a JSON list of packages. */}}
{{- define "kubeherald.packages" -}}
{{- $sinks := .Values.sinks.install }}
{{- if .Values.eventer.install }}
{{- if .Values.eventer.sinks.dingtalk.enabled }}{{- $sinks = append $sinks "dingtalk-signed" }}{{- end }}
{{- if .Values.eventer.sinks.sls.enabled }}{{- $sinks = append $sinks "sls" }}{{- end }}
{{- end }}
{{- $packages := list }}
{{- range $sinks }}
{{- /* The same names as install.sh of the image takes. */}}
{{- if hasPrefix "npm:" . }}{{- $packages = append $packages (trimPrefix "npm:" .) }}
{{- else if regexMatch "^@|/|:" . }}{{- $packages = append $packages . }}
{{- else }}{{- $packages = append $packages (printf "@kubeherald/sink-%s" .) }}
{{- end }}
{{- end }}
{{- toJson (uniq $packages) }}
{{- end }}
