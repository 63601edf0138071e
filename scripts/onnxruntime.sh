#!/usr/bin/env bash
# Fetches the pinned ONNX Runtime shared library out of its published Python package into build/onnxruntime/.
# If THINKER3D_ONNXRUNTIME names another library, nothing is fetched.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.31.1
case "$(uname -m)" in
  x86_64) platform=manylinux_2_28_x86_64 sum=5752bd508126ae7c49894d3b9d2e83f0c3d487319246d04c444b393308d7ad7f ;;
  aarch64) platform=manylinux_2_28_aarch64 sum=da05378364c44d4407e463982d2bf8d5e4cfea873283757e48beeb41df97b7f3 ;;
  *) echo "error: no pinned ONNX Runtime for $(uname -m); build one and name it in THINKER3D_ONNXRUNTIME" >&2; exit 1 ;;
esac

folder=$PWD/build/onnxruntime
library=$folder/libonnxruntime.so
if [ "${THINKER3D_ONNXRUNTIME:-$library}" != "$library" ]; then
  [ -f "$THINKER3D_ONNXRUNTIME" ] && exit 0
  echo "error: THINKER3D_ONNXRUNTIME names $THINKER3D_ONNXRUNTIME, which is not a file" >&2
  exit 1
fi
[ -f "$library" ] && [ "$(cat "$folder/version" 2>/dev/null)" = "$version" ] && exit 0

python3 -m pip --version >/dev/null 2>&1 || scripts/native.sh python3-pip
echo "fetching ONNX Runtime $version"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
  --implementation cp --platform "$platform" -d "$work" "onnxruntime==$version" || {
  echo "error: pip could not fetch onnxruntime $version; a library that is there already can be named in THINKER3D_ONNXRUNTIME" >&2
  exit 1
}
wheel=$(echo "$work"/onnxruntime-*.whl)
echo "$sum  $wheel" | sha256sum --check --quiet || { echo "error: $(basename "$wheel") is not the pinned file" >&2; exit 1; }
mkdir -p "$folder"
python3 - "$wheel" "$library" "$version" <<'PYTHON'
import os, sys, zipfile
wheel, library, version = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive, open(library + ".part", "wb") as out:
    out.write(archive.read("onnxruntime/capi/libonnxruntime.so." + version))
os.replace(library + ".part", library)
PYTHON
echo "$version" >"$folder/version"
