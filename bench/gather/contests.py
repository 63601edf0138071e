"""The comparisons that there are: which programs, and what their output means."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .contest import Contest
from .figure import FLOOR, OURS, Figure
from .program import Program

BUNDLE = Path("model/bundles/reference")
NANO = Path("model/bundles/nano")
SAMPLE = Path("e2e/sample")
QUESTIONS = SAMPLE / "questions.jsonl"
PHOTOGRAPHS = Path("/usr/share/doc/opencv-doc/examples/data")
BENCH_PYTHON = Path(".venv/bench/bin/python")
PROMPT_BYTES = 2000
LOOPS = {"go": OURS, "python": "Python onnxruntime, IO binding", "genai": "onnxruntime-genai", "transformers": "transformers in PyTorch"}
BAGS = (("room.mcap", "JPEG pictures", 20), ("room_raw.mcap", "raw pictures", 10))
PYTHON_HOW, BUILD_HOW = "make test or make bench makes it", "it did not build"


@dataclass(frozen=True)
class Places:
    """Where things are: the built programs, a folder for the run, the two Pythons and the ONNX Runtime library."""

    built: Path
    temporary: Path
    model_python: Path
    peer_python: Path
    runtime: Path

    def ours(self, arguments: list[str], read, needs: dict[Path, str] | None = None) -> Program:
        """A program of build/bench."""
        path = self.built / arguments[0]
        return Program([str(path), *arguments[1:]], read, {path: BUILD_HOW, **(needs or {})})

    def python(self, interpreter: Path, arguments: list[str], read, needs: dict[Path, str] | None = None) -> Program:
        """A script of bench/."""
        return Program([str(interpreter), *arguments], read, {interpreter: PYTHON_HOW, **(needs or {})})


def contests(places: Places) -> list[Contest]:
    """All comparisons, in the order of the table."""
    return [_pixels(places), _decode(places), _questions(places), _cloud(places), _bus(places), _load(places), _bags(places), _scan(places), _tokens(places)]


def _pixels(places: Places) -> Contest:
    def read(line: dict) -> list[Figure]:
        who = OURS if line["processor"] == "go" else line["processor"].replace("transformers ", "PIL + transformers on ")
        who = who.replace("opencv ", "OpenCV in C++, ")
        what = f"{line['views']} views {line['width']}×{line['height']} {line['kind'].replace('jpeg', 'JPEG')} → pixel rows"
        figures = [Figure(what, who, line["median_seconds"], line.get("sha256", "other filters"))]
        floor = line.get("floor_seconds") if line["kind"] == "raw" else None
        return figures + ([Figure(what, FLOOR, floor)] if floor else [])

    pictures, script, opencv = places.temporary / "pictures", ["bench/pixels.py"], ["pixels_opencv"]
    if places.model_python.exists() and PHOTOGRAPHS.exists():
        subprocess.run([places.model_python, *script, "--make", pictures, "--width", "1920", "--height", "1080"], check=False)
    needs = {pictures: "it is made of the Debian package opencv-doc, which make test installs"}
    files = [str(path) for path in sorted(pictures.glob("*.jpg"))]
    programs = [places.ours(["pixels", "--runs", "30"], read), places.python(places.model_python, [*script, "--runs", "9"], read)]
    for given, missing in (([], None), (files, needs)):
        options = ["--views", "6", "--width", "1920", "--height", "1080", "--runs"]
        programs += [
            places.ours(["pixels", *options, "20", *given], read, missing),
            places.ours([*opencv, *options, "10", *given], read, missing),
            places.python(places.model_python, [*script, *options, "3", *given], read, missing),
        ]
    return Contest("pixels", programs)


def _decode(places: Places) -> Contest:
    def read(line: dict) -> list[Figure]:
        threads = f"{line['threads']} thread" + ("s" if line["threads"] > 1 else "")
        who, tokens = LOOPS[line["loop"]], str(line["tokens"])
        return [Figure(f"decode {line['steps']} tokens, {threads}", who, line["decode_seconds"], tokens),
                Figure(f"prefill {line['prompt']} tokens, {threads}", who, line["prefill_seconds"], tokens)]

    needs = {BUNDLE / "bundle.json": "make bundle", places.runtime: "make setup"}
    programs = []
    for threads in sorted({1, os.cpu_count() or 1}):
        options = ["--bundle", str(BUNDLE), "--threads", str(threads), "--runs", "1", "--turns"]
        programs.append(places.ours(["decode", *options], read, needs))
        programs.append(places.python(places.model_python, ["bench/decode.py", *options], read, needs))
        programs.append(places.python(BENCH_PYTHON, ["bench/genai.py", *options], read))
        programs.append(places.python(places.model_python, ["bench/transformers_decode.py", *options[2:]], read))
    return Contest("decode", programs, turns=9)


def _questions(places: Places) -> Contest:
    def read(line: dict) -> list[Figure]:
        who = OURS if line["way"].endswith("together") else f"thinker3d, {line['way']}"
        return [Figure(f"{line['questions']} questions about {line['views']} views, and a scene", who, line["seconds"], line["sha256"])]

    return Contest("questions", [places.ours(["questions", "--runs", "3"], read, {NANO / "bundle.json": "make bundle", places.runtime: "make setup"})])


def _cloud(places: Places) -> Contest:
    lines = {"SceneToCloud": "6 views 518×518 → filtered cloud: processor time",
             "SceneToCloudWithoutOutliers": "the same, statistical outliers left out: processor time"}

    def read(found: dict) -> list[Figure]:
        digest = str(found["digest"]) if found.get("digest") and found["line"] == "SceneToCloud" else ""
        return [Figure(lines[found["line"]], found["who"], found["seconds"], digest)]

    ours = [places.python(places.model_python, ["bench/gobench.py", str(places.built / "node.test"), "Benchmark" + name], read,
                          {places.built / "node.test": BUILD_HOW}) for name in lines]
    return Contest("cloud", [*ours, places.python(BENCH_PYTHON, ["bench/cloud.py"], read)])


def _bus(places: Places) -> Contest:
    def read(line: dict) -> list[Figure]:
        paced = line["window"] == 1
        what = "latency" if paced else f"each of {line['window']} under way"
        name = f"bus, {line['reliability'].replace('_', ' ')}, {line['bytes'] / 1e6:.2f} MB image: {what}"
        figures = []
        for who, side in ((OURS, line["ours"]), ("Cyclone DDS in C", line["cyclone"])):
            seconds = side["mean_latency_ms"] / 1e3 if paced else 1 / max(1e-9, side["images_per_second"])
            figures.append(Figure(name, who, seconds, f"{side['received']} received"))
        return figures

    cyclone = places.built / "cyclone" / "bus"
    needs = {cyclone: "it needs the Debian packages cyclonedds-dev and cyclonedds-tools"}
    return Contest("bus", [places.ours(["bus", "-cyclone", str(cyclone), "-count", "200", "-domain", "78"], read, needs)])


def _load(places: Places) -> Contest:
    def read(line: dict) -> list[Figure]:
        who = OURS if line["receiver"].startswith("thinker3d") else "C++ over Fast DDS, receives only"
        came = f"{line['received']} of {line['sent']} received"
        return [Figure("6 raw cameras 1920×1080 at 30 Hz: processor time of a picture", who, line["picture_cpu_milliseconds"] / 1e3, came)]

    receiver = places.built / "receive"
    options = ["load", "-thinker3d", str(places.built / "thinker3d"), "-bundle", str(BUNDLE), "-receiver", str(receiver), "-duration", "5s"]
    return Contest("load", [places.ours(options, read, {receiver: BUILD_HOW, places.runtime: "make setup"})])


def _bags(places: Places) -> Contest:
    programs = []
    for name, pictures, repeat in BAGS:
        path = places.temporary / name
        maker = places.built / "bags"
        if maker.exists() and (SAMPLE / name).exists():
            subprocess.run([maker, "-make", SAMPLE / name, "-bag", path, "-repeat", str(repeat)], check=False)

        def read(line: dict, pictures: str = pictures) -> list[Figure]:
            what = f"bag of {pictures}: {line['messages']} messages, {line['bytes'] / 1e6:.0f} MB"
            figures = [Figure(what, line["who"], line["seconds"], line["sha256"])]
            return figures + ([Figure(what, FLOOR, line["floor_seconds"])] if "floor_seconds" in line else [])

        programs.append(places.ours(["bags", "-bag", str(path)], read, {SAMPLE / name: "make sample"}))
        programs.append(places.python(places.peer_python, ["bench/bags.py", "--bag", str(path), "--runs", "3"], read))
    return Contest("bags", programs)


def _scan(places: Places) -> Contest:
    def read(line: dict) -> list[Figure]:
        what = f"recording of 10 min of 6 cameras: {line['messages']} messages, {line['bytes'] / 1e9:.1f} GB"
        return [Figure(what, line["who"], line["seconds"], f"{line['bytes']} bytes")]

    path = places.temporary / "ten.mcap"  # ours is first and writes it
    options = ["-bag", str(path), "-make", str(SAMPLE / "room.mcap"), "-bundle", str(NANO)]
    return Contest("scan", [
        places.ours(["scan", *options], read, {SAMPLE / "room.mcap": "make sample", NANO / "bundle.json": "it belongs to the repository"}),
        places.python(places.peer_python, ["bench/bags.py", "--bag", str(path), "--runs", "3"], read),
    ])


def _tokens(places: Places) -> Contest:
    prompt = places.temporary / "prompt.txt"
    text = QUESTIONS.read_bytes()[:PROMPT_BYTES].decode("utf-8", errors="ignore")
    prompt.write_text(f"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant", encoding="utf-8")

    def read(line: dict) -> list[Figure]:
        return [Figure(f"prompt of {line['bytes']} bytes → tokens", line["who"], line["seconds"], str(line["ids"]))]

    needs = {BUNDLE / "tokenizer.json": "make bundle"}
    options = ["--bundle", str(BUNDLE), "--text", str(prompt)]
    return Contest("tokens", [
        places.ours(["tokens", *options], read, needs),
        places.python(places.model_python, ["bench/tokens.py", *options], read, needs),
    ])
