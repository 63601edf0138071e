#!/usr/bin/env bash
# Asks the sample robot two questions: scripts/demo.sh BINARY SAMPLE_FOLDER
set -euo pipefail
binary=$1 sample=$2
out=build/demo
mkdir -p "$out"

"$binary" replay "$sample/room.mcap" --config "$sample/thinker3d.yaml" \
  --ask "Based on these four images (image 1, 2, 3, and 4) showing a room from the front, left, back, and right of a robot: which object is nearest to the robot? A. Sofa B. Table C. Lamp D. Shelf" \
  --ask "If the robot turns right by 90 degrees, what is in front of it? A. Window B. Door C. Bed D. Plant" \
  --out "$out/answers.mcap" --report "$out/answers.jsonl"

cat <<TEXT

Answers, clouds and camera poses: $out/answers.mcap (open it in Foxglove; fixed frame thinker3d_scene)
One JSON line an answer:          $out/answers.jsonl
Look into it:                     $binary bag info $out/answers.mcap
TEXT
