"""Runs a Go benchmark of a built test binary and prints the median processor time of its runs: `gobench.py BINARY BENCHMARK`."""

import json
import re
import statistics
import subprocess
import sys

RUNS = 7


def main() -> None:
    """Prints one JSON object."""
    binary, name = sys.argv[1:]
    command = [binary, "-test.run", "^$", "-test.bench", f"^{name}$", "-test.count", str(RUNS), "-test.benchtime", "100ms"]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    nanos = [float(found) for found in re.findall(r"([\d.]+) processor-ns/op", output)]
    if not nanos:
        sys.exit(f"{name} is not in {binary}")
    digest = re.search(r"([\d.e+]+) digest", output)
    print(json.dumps({"who": "thinker3d", "line": name.removeprefix("Benchmark"), "seconds": statistics.median(nanos) / 1e9,
                      "digest": digest and int(float(digest[1]))}))


if __name__ == "__main__":
    main()
