#!/usr/bin/env bash
# Trains the small model from nothing: scripts/nano.sh [RUN]. On two cores its rooms take up to a quarter of an hour, and all else an hour and three quarters.
# Called again, it makes the rooms and steps that are not finished yet.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${THINKER3D_MODEL_PYTHON:-.venv/model/bin/python}
rooms=build/rooms
run=${1:-build/nano}
mkdir -p "$run"

"$python" -m model.training.data --out "$rooms" --rooms 2200 --held-out 220

began=$(date +%s)
# The teacher has one core for itself, and the start of seeing the other.
if [ ! -e "$run/teacher/scores.json" ]; then
  resume=()
  [ ! -e "$run/teacher/state.pt" ] || resume=(--resume)
  OMP_NUM_THREADS=1 "$python" -m model.training.teacher --data "$rooms" --out "$run/teacher" --minutes 22 "${resume[@]}" > "$run/teacher.log" 2>&1 &
  teacher=$!
  trap 'kill "$teacher" 2>/dev/null || true' EXIT
fi
[ -e "$run/tokenizer.json" ] || "$python" -m model.training tokenizer --data "$rooms" --out "$run"
[ -e "$run/vision/weights.pt" ] || OMP_NUM_THREADS=1 "$python" -m model.training vision --data "$rooms" --out "$run" --workers 1 --minutes 23
[ -z "${teacher:-}" ] || wait "$teacher" || { echo "error: the teacher was not trained; $run/teacher.log says why" >&2; exit 1; }
trap - EXIT
"$python" -m model.training all --data "$rooms" --out "$run"
echo "trained $run in $((($(date +%s) - began) / 60)) minutes"
