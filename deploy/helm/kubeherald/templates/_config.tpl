{{/* A text with commas, or a list, as a JSON list of its words. */}}
{{- define "kubeherald.words" -}}
{{- $words := list }}
{{- range (kindIs "string" . | ternary (splitList "," (toString .)) .) }}
{{- if trim . }}{{- $words = append $words (trim .) }}{{- end }}
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
{{- $with := dict "project" .project "logStore" .logstore "layout" "kube-eventer" }}
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
