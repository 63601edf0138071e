#!/usr/bin/env bash
# Asks the sample robot two questions: scripts/demo.sh BINARY SAMPLE_FOLDER
set -euo pipefail
binary=$1 sample=$2
out=build/demo
mkdir -p "$out"

"$binary" replay "$sample/room.mcap" --config "$sample/thinker3d.yaml" \
  --ask "4 images from one spot, each turned 90 degrees further left. Which of these is nearest to the camera? A. toy chest B. plant C. sofa D. wardrobe" \
  --ask "4 images from one spot, each turned 90 degrees further left. You look the way of image 2. What is to your left? A. television B. door C. wardrobe D. armchair" \
  --out "$out/answers.mcap" --report "$out/answers.jsonl"

cat <<TEXT

Answers, clouds and camera poses: $out/answers.mcap (open it in Foxglove; fixed frame thinker3d_scene)
One JSON line an answer:          $out/answers.jsonl
Look into it:                     $binary bag info $out/answers.mcap
TEXT
