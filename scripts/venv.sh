#!/usr/bin/env bash
# Makes the virtual environment $1 from the requirement file $2; does nothing if it is already made from the same file.
set -euo pipefail
venv=$1 requirements=$2

sum=$(sha256sum "$requirements" | cut -d' ' -f1)
[ "$(cat "$venv/requirements.sha256" 2>/dev/null)" = "$sum" ] && exit 0
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "error: $(python3 --version) is too old: $requirements needs Python 3.11 or newer" >&2
  exit 1
}
echo "making $venv from $requirements (minutes, once)"
grep -q '^torch==' "$requirements" && echo "    PyTorch and what it needs take about 6 GB of disk"
rm -rf "$venv"
python3 -c 'import ensurepip' 2>/dev/null || "$(dirname "$0")/native.sh" python3-venv
python3 -m venv "$venv"
"$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$requirements" || {
  echo "error: pip could not install $requirements into $venv (its own message is above)" >&2
  exit 1
}
echo "$sum" >"$venv/requirements.sha256"
