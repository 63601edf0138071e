#!/usr/bin/env bash
# Installs the native packages that are named on the command line and missing, by Debian/Ubuntu package name.
set -euo pipefail

if ! command -v apt-get >/dev/null; then
  echo "error: there is no apt-get, so $* cannot be installed: Debian 12 or Ubuntu 24.04 is needed" >&2
  exit 1
fi
missing=()
for package in "$@"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "error: packages are missing and there is no sudo; as root, run" >&2
    echo "    apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
    echo "and then the same make command again" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq || { echo "error: apt-get update failed (its own message is above)" >&2; exit 1; }
# Images for containers leave documentation out, and opencv-doc keeps its pictures there.
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  -o 'Dpkg::Options::=--path-include=/usr/share/doc/opencv-doc/*' "${missing[@]}" >/dev/null || {
  echo "error: apt-get could not install ${missing[*]} (its own message is above)" >&2
  exit 1
}
