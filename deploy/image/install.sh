#!/bin/sh
# Installs kubeherald and the sinks that are named, and no others. It is all that the Dockerfile runs, and what adds sinks to a published image:
#
#   install.sh ROOT [SINK…]
#
# ROOT is the root folder of the image: / while an image is built. A SINK is a short name (kafka) or a package (@acme/kube-sink), either with a version or range
# (kafka@1.2), npm:NAME for a package without scope, or the path or URL of a tarball.
# KUBEHERALD_VERSION: version, range or tarball of kubeherald itself, where it is not installed yet; default latest.
# NPM_CONFIG_CACHE: a folder that keeps what npm downloads, such as a cache mount; by default nothing is kept, for it would only make the image larger.
set -eu
# Whoever runs the daemon must be able to read it.
umask 022

root=${1:?the root folder of the image}
shift
root=${root%/}
home=$root/opt/kubeherald

packages=
for sink in "$@"; do
  case $sink in
    npm:*) package=${sink#npm:} ;;
    @* | */* | *:* | *.tgz) package=$sink ;;
    *) package=@kubeherald/sink-$sink ;;
  esac
  packages="$packages $package"
done
if [ ! -e "$home/node_modules/kubeherald" ]; then
  mkdir -p "$home"
  printf '{ "name": "kubeherald-image", "private": true }\n' >"$home/package.json"
  version=${KUBEHERALD_VERSION:-latest}
  case $version in
    */* | *:* | *.tgz) packages="$version$packages" ;;
    *) packages="kubeherald@$version$packages" ;;
  esac
fi
if [ -n "$packages" ]; then
  if [ -z "${NPM_CONFIG_CACHE:-}" ]; then
    NPM_CONFIG_CACHE=$(mktemp -d)
    export NPM_CONFIG_CACHE
    trap 'rm -rf "$NPM_CONFIG_CACHE"' EXIT
  fi
  # Nothing of ours needs a script to be installed, and others' sinks get no chance to run one as root.
  # shellcheck disable=SC2086 # names of packages have no spaces
  npm install --prefix "$home" --omit=dev --save-exact --ignore-scripts --no-audit --no-fund --no-update-notifier $packages
fi

# Links to the program itself, not scripts that call it: node is process 1 and gets the signals.
for entry in kubeherald kube-eventer eventer; do
  ln -sf /opt/kubeherald/node_modules/kubeherald/bin/kubeherald.js "$root/$entry"
done
mkdir -p "$root/etc/kubeherald" "$root/var/lib/kubeherald"
# A volume that Docker makes is owned as this folder is.
chown 65532:65532 "$root/var/lib/kubeherald"
chmod 700 "$root/var/lib/kubeherald"
