#!/usr/bin/env bash
# Measures a GPU on a machine without network.
#
#   scripts/gpu.sh pack OUT.tar [BUNDLE …]   here: builds what is measured, and packs it with the library and the bundles
#   ./gpu.sh [--device cuda] [ARGUMENT …]    there, in the unpacked folder: prints a table; arguments go to bench/gpu (-help lists them)
#
# The GPU machine needs the driver, CUDA 13 and cuDNN 9 (for webgpu the driver alone, with Vulkan), and no Go and no Python.
# THINKER3D_GPU_LIBRARY names a folder with another build of ONNX Runtime to pack.
set -euo pipefail

pack() {
  cd "$(dirname "$0")/.."
  [ $# -ge 1 ] || { echo "error: scripts/gpu.sh pack OUT.tar [BUNDLE …]" >&2; exit 1; }
  local out bundle library=${THINKER3D_GPU_LIBRARY:-}
  out=$(realpath "$1"); shift
  if [ -z "$library" ]; then
    scripts/onnxruntime.sh cuda
    library=$PWD/build/onnxruntime-cuda
  fi
  [ -f "$library/libonnxruntime.so" ] || { echo "error: there is no $library/libonnxruntime.so" >&2; exit 1; }
  [ $# -gt 0 ] || set -- model/bundles/nano
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/thinker3d-gpu/bundles"
  go build -o "$work/thinker3d-gpu/bench-gpu" ./bench/gpu
  go build -o "$work/thinker3d-gpu/thinker3d" ./cmd/thinker3d
  go test -c -o "$work/thinker3d-gpu/onnx.test" ./reasoning/onnx
  cp scripts/gpu.sh "$work/thinker3d-gpu/gpu.sh"
  ln -s "$library" "$work/thinker3d-gpu/onnxruntime"
  for bundle; do
    [ -f "$bundle/bundle.json" ] || { echo "error: $bundle is no bundle" >&2; exit 1; }
    ln -s "$(realpath "$bundle")" "$work/thinker3d-gpu/bundles/$(basename "$bundle")"
  done
  tar --dereference -C "$work" -cf "$out" thinker3d-gpu
  echo "copy $out to the GPU machine; there: tar -xf $(basename "$out") && thinker3d-gpu/gpu.sh"
}

measure() {
  cd "$(dirname "$0")"
  local device=cuda
  if [ "${1:-}" = --device ]; then
    device=${2:?"--device takes cuda, tensorrt, webgpu or cpu"}; shift 2
  fi
  export THINKER3D_ONNXRUNTIME=$PWD/onnxruntime/libonnxruntime.so ORT_DISABLE_TELEMETRY=1
  nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null || echo "there is no nvidia-smi" >&2
  local tests='^Test(Copies|CopyRows|ViewsInAPlace|OutputsStayOnTheDevice|CacheStaysOnTheDevice|NothingIsLeft|GraphsRunSideBySide|CUDALimit)$'
  export THINKER3D_ONNXRUNTIME_CUDA=$THINKER3D_ONNXRUNTIME THINKER3D_ONNXRUNTIME_WEBGPU=$THINKER3D_ONNXRUNTIME
  ./onnx.test -test.v -test.run "$tests/^$device\$" | grep -E '^ +--- |^PASS|^FAIL' || echo "warning: the tests of the device's memory failed" >&2
  ./bench-gpu -device "$device" "$@" bundles/*
}

if [ "${1:-}" = pack ]; then
  shift
  pack "$@"
else
  measure "$@"
fi
