"""Writes own.txt: the type hashes that rosidl itself gives our messages. `python own.py FOLDER`, which has checkouts of rosidl,
common_interfaces, rcl_interfaces, unique_identifier_msgs (of the organisation ros2) and ament_index (of ament) in it, under these names;
Python with empy 3, lark and catkin_pkg. With `--include DIR` it also writes the C++ that rosidl makes of them."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

OURS = Path(__file__).resolve().parents[2] / "thinker3d_msgs"
KINDS = ("msg", "srv", "action")
_ROS_OWN = ("_Event", "/action/Reason")  # types that are described with others and never sent by us


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("--include", type=Path)
    given = parser.parse_args()
    for part in ("adapter", "parser", "pycommon", "cli", "generator_type_description", "generator_c", "generator_cpp"):
        sys.path.insert(0, str(given.checkouts / "rosidl" / f"rosidl_{part}"))
    sys.path.insert(0, str(given.checkouts / "ament_index" / "ament_index_python"))
    with tempfile.TemporaryDirectory() as folder:
        hashes = _hashes(given.checkouts, Path(folder), given.include)
    commit = subprocess.run(["git", "-C", given.checkouts / "rosidl", "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    lines = [f"# Type hashes of our own messages by rosidl, commit {commit}; written by own.py.\n"]
    ours = {name: value for name, value in hashes.items() if name.startswith("thinker3d_msgs/") and not name.endswith(_ROS_OWN)}
    lines += [f"{name} {value}\n" for name, value in sorted(ours.items())]
    (Path(__file__).parent / "own.txt").write_text("".join(lines))


def _packages(checkouts: Path) -> dict[str, Path]:
    """In the order in which they need each other."""
    rcl, common = checkouts / "rcl_interfaces", checkouts / "common_interfaces"
    return {
        "builtin_interfaces": rcl / "builtin_interfaces", "service_msgs": rcl / "service_msgs",
        "unique_identifier_msgs": checkouts / "unique_identifier_msgs", "std_msgs": common / "std_msgs", "geometry_msgs": common / "geometry_msgs",
        "sensor_msgs": common / "sensor_msgs", "action_msgs": rcl / "action_msgs", "thinker3d_msgs": OURS,
    }


def _hashes(checkouts: Path, folder: Path, include: Path | None) -> dict[str, str]:
    from rosidl_adapter import convert_to_idl
    from rosidl_generator_cpp import generate_cpp
    from rosidl_generator_type_description import generate_type_hash

    packages, hashes = _packages(checkouts), {}
    for package, path in packages.items():
        share = folder / package
        files = [file for kind in KINDS for file in sorted((path / kind).glob(f"*.{kind}"))]
        names = [f"{file.parent.name}/{convert_to_idl(path, package, file.relative_to(path), share).name}" for file in files]
        arguments = {
            "package_name": package, "idl_tuples": [f"{share}:{name}" for name in names], "output_dir": str(share), "template_dir": "",
            "include_paths": [f"{each}:{folder / each}" for each in packages], "target_dependencies": [],
        }
        generate_type_hash(_written(folder, arguments))
        for name in names:
            described = json.loads((share / name).with_suffix(".json").read_text())
            hashes |= {one["type_name"]: one["hash_string"] for one in described["type_hashes"]}
        if include:
            generate_cpp(_written(folder, arguments | {
                "output_dir": str(include / package), "template_dir": str(checkouts / "rosidl/rosidl_generator_cpp/resource"),
                "type_description_tuples": [f"{name}:{(share / name).with_suffix('.json')}" for name in names],
            }))
    return hashes


def _written(folder: Path, arguments: dict) -> str:
    path = folder / "arguments.json"
    path.write_text(json.dumps(arguments))
    return str(path)


if __name__ == "__main__":
    main()
