#!/usr/bin/env bash
# Fetches the pinned ONNX Runtime shared library out of its published Python package into build/onnxruntime/.
# If THINKER3D_ONNXRUNTIME names another library, nothing is fetched.
#
# scripts/onnxruntime.sh webgpu fetches the one with the WebGPU provider out of the Node package into build/onnxruntime-webgpu/,
# scripts/onnxruntime.sh cuda the one with CUDA and TensorRT out of the Python package for GPUs into build/onnxruntime-cuda/.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.31.1
case "$(uname -m)" in
  x86_64) platform=manylinux_2_28_x86_64 sum=5752bd508126ae7c49894d3b9d2e83f0c3d487319246d04c444b393308d7ad7f ;;
  aarch64) platform=manylinux_2_28_aarch64 sum=da05378364c44d4407e463982d2bf8d5e4cfea873283757e48beeb41df97b7f3 ;;
  *) echo "error: no pinned ONNX Runtime for $(uname -m); build one and name it in THINKER3D_ONNXRUNTIME" >&2; exit 1 ;;
esac
kind=${1:-} folder=$PWD/build/onnxruntime${1:+-$1} package=onnxruntime
case "$kind" in
  "") ;;
  cuda)
    package=onnxruntime-gpu sum=e26c475fe361b2015f45b4b824bd13f0bb20204e59b62814e6f0acd5f3d491a6
    [ "$(uname -m)" = x86_64 ] || { echo "error: onnxruntime-gpu is pinned for x86_64 alone; build one for $(uname -m) and name it in THINKER3D_ONNXRUNTIME" >&2; exit 1; } ;;
  webgpu) version=1.30.0 sum=6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75 ;;
  *) echo "error: scripts/onnxruntime.sh takes nothing, webgpu or cuda; not $kind" >&2; exit 1 ;;
esac

library=$folder/libonnxruntime.so
if [ -z "$kind" ] && [ "${THINKER3D_ONNXRUNTIME:-$library}" != "$library" ]; then
  [ -f "$THINKER3D_ONNXRUNTIME" ] && exit 0
  echo "error: THINKER3D_ONNXRUNTIME names $THINKER3D_ONNXRUNTIME, which is not a file" >&2
  exit 1
fi
[ "$kind" = webgpu ] && scripts/native.sh libvulkan1
[ -f "$library" ] && [ "$(cat "$folder/version" 2>/dev/null)" = "$version" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check() { echo "$sum  $1" | sha256sum --check --quiet || { echo "error: $(basename "$1") is not the pinned file" >&2; exit 1; }; }

if [ "$kind" = webgpu ]; then
  command -v npm >/dev/null || scripts/native.sh npm
  echo "fetching ONNX Runtime $version with WebGPU"
  (cd "$work" && npm pack --silent "onnxruntime-node@$version" >/dev/null) || { echo "error: npm could not fetch onnxruntime-node $version" >&2; exit 1; }
  check "$work/onnxruntime-node-$version.tgz"
  mkdir -p "$folder"
  architecture=x64
  [ "$(uname -m)" = aarch64 ] && architecture=arm64
  tar -xzf "$work/onnxruntime-node-$version.tgz" -O "package/bin/napi-v6/linux/$architecture/libonnxruntime.so.1" >"$library.part"
  mv "$library.part" "$library"
  echo "$version" >"$folder/version"
  exit 0
fi

python3 -m pip --version >/dev/null 2>&1 || scripts/native.sh python3-pip
echo "fetching ONNX Runtime $version${kind:+ with $kind}"
python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
  --implementation cp --platform "$platform" -d "$work" "$package==$version" || {
  echo "error: pip could not fetch $package $version; a library that is there already can be named in THINKER3D_ONNXRUNTIME" >&2
  exit 1
}
wheel=$(echo "$work"/onnxruntime*.whl)
check "$wheel"
mkdir -p "$folder"
python3 - "$wheel" "$folder" "$version" <<'PYTHON'
import os, shutil, sys, zipfile
wheel, folder, version = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    # The library comes last: where it is, all is.
    names = [name for name in archive.namelist() if name.startswith("onnxruntime/capi/libonnxruntime")]
    for name in sorted(names, key=lambda name: name.endswith(version)):
        path = os.path.join(folder, os.path.basename(name).removesuffix("." + version))
        with archive.open(name) as member, open(path + ".part", "wb") as out:
            shutil.copyfileobj(member, out)
        os.replace(path + ".part", path)
PYTHON
echo "$version" >"$folder/version"
