#!/usr/bin/env bash
# Builds the benchmarks and runs them beside what one would use instead: scripts/bench.sh [--only NAME …] [--rounds N]
set -euo pipefail
cd "$(dirname "$0")/.."
built=$PWD/build/bench
export THINKER3D_ONNXRUNTIME=${THINKER3D_ONNXRUNTIME:-$PWD/build/onnxruntime/libonnxruntime.so}
peer_python=${THINKER3D_TEST_PYTHON:-.venv/e2e/bin/python}
model_python=${THINKER3D_MODEL_PYTHON:-.venv/model/bin/python}

# What cannot be built is missing from the folder, and the table says so.
rm -rf "$built"
mkdir -p "$built/cyclone"
for command in ./bench/pixels ./bench/decode ./bench/questions ./bench/soak ./bench/bus ./bench/load ./bench/bags ./bench/scan ./bench/tokens ./cmd/thinker3d; do
  go build -o "$built/" "$command" || echo "warning: $command does not build" >&2
done
go test -c -o "$built/node.test" ./node || echo "warning: the tests of ./node do not build" >&2
scripts/venv.sh .venv/bench bench/requirements.txt || echo "warning: Open3D cannot be installed" >&2
scripts/native.sh cyclonedds-dev cyclonedds-tools || echo "warning: Cyclone DDS cannot be installed" >&2
make -s -C bench/pixels/opencv OUT="$built" || echo "warning: bench/pixels/opencv does not build" >&2
make -s -C bench/load/receive OUT="$built" || echo "warning: bench/load/receive does not build" >&2
make -s -C bench/bus/cyclone OUT="$built/cyclone" || echo "warning: bench/bus/cyclone does not build" >&2

exec python3 -m bench.gather --built "$built" --model-python "$model_python" --peer-python "$peer_python" \
  --runtime "$THINKER3D_ONNXRUNTIME" "$@"
