#!/usr/bin/env bash
# Fetches the pinned ONNX Runtime shared library out of its published Python package into build/onnxruntime/.
# If THINKER3D_ONNXRUNTIME names another library, nothing is fetched.
# With the word webgpu it fetches, instead, the library with the WebGPU provider out of the published Node package into
# build/onnxruntime-webgpu/: for reasoning.device webgpu, and for the tests that THINKER3D_ONNXRUNTIME_WEBGPU names it to.
set -euo pipefail
cd "$(dirname "$0")/.."

fetch_webgpu() {
  local version=1.30.0 sum=6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75
  local folder=$PWD/build/onnxruntime-webgpu architecture work
  case "$(uname -m)" in
    x86_64) architecture=x64 ;;
    aarch64) architecture=arm64 ;;
    *) echo "error: the Node package has no library for $(uname -m)" >&2; exit 1 ;;
  esac
  [ -f "$folder/libonnxruntime.so" ] && [ "$(cat "$folder/version" 2>/dev/null)" = "$version" ] && return
  command -v npm >/dev/null || scripts/native.sh npm
  scripts/native.sh libvulkan1
  echo "fetching ONNX Runtime $version with WebGPU"
  work=$(mktemp -d)
  (cd "$work" && npm pack --silent "onnxruntime-node@$version" >/dev/null) || { rm -rf "$work"; echo "error: npm could not fetch onnxruntime-node $version" >&2; exit 1; }
  echo "$sum  $work/onnxruntime-node-$version.tgz" | sha256sum --check --quiet || { rm -rf "$work"; echo "error: onnxruntime-node-$version.tgz is not the pinned file" >&2; exit 1; }
  mkdir -p "$folder"
  tar -xzf "$work/onnxruntime-node-$version.tgz" -O "package/bin/napi-v6/linux/$architecture/libonnxruntime.so.1" >"$folder/libonnxruntime.so.part"
  mv "$folder/libonnxruntime.so.part" "$folder/libonnxruntime.so"
  echo "$version" >"$folder/version"
  rm -rf "$work"
}
case "${1:-}" in
  "") ;;
  webgpu) fetch_webgpu; exit 0 ;;
  *) echo "error: scripts/onnxruntime.sh takes nothing, or webgpu; not $1" >&2; exit 1 ;;
esac

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
