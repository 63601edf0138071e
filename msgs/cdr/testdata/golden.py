"""Write golden.json: every message of package msgs, filled with telling values, as the package rosbags serialises it for ROS 2 and ROS 1.

Run: python golden.py   (needs rosbags and numpy)
"""

import json
from pathlib import Path

import numpy as np
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

HERE = Path(__file__).parent
OWN = HERE.parent.parent / "thinker3d_msgs"
TYPES = [
    "action_msgs/msg/GoalInfo",
    "action_msgs/msg/GoalStatus",
    "action_msgs/msg/GoalStatusArray",
    "builtin_interfaces/msg/Duration",
    "builtin_interfaces/msg/Time",
    "diagnostic_msgs/msg/DiagnosticArray",
    "diagnostic_msgs/msg/DiagnosticStatus",
    "diagnostic_msgs/msg/KeyValue",
    "geometry_msgs/msg/Point",
    "geometry_msgs/msg/Pose",
    "geometry_msgs/msg/PoseArray",
    "geometry_msgs/msg/PoseWithCovariance",
    "geometry_msgs/msg/Quaternion",
    "geometry_msgs/msg/Transform",
    "geometry_msgs/msg/TransformStamped",
    "geometry_msgs/msg/Twist",
    "geometry_msgs/msg/TwistWithCovariance",
    "geometry_msgs/msg/Vector3",
    "lifecycle_msgs/msg/State",
    "lifecycle_msgs/msg/Transition",
    "lifecycle_msgs/msg/TransitionDescription",
    "lifecycle_msgs/msg/TransitionEvent",
    "nav_msgs/msg/Odometry",
    "rcl_interfaces/msg/FloatingPointRange",
    "rcl_interfaces/msg/IntegerRange",
    "rcl_interfaces/msg/ListParametersResult",
    "rcl_interfaces/msg/Log",
    "rcl_interfaces/msg/Parameter",
    "rcl_interfaces/msg/ParameterDescriptor",
    "rcl_interfaces/msg/ParameterEvent",
    "rcl_interfaces/msg/ParameterValue",
    "rcl_interfaces/msg/SetParametersResult",
    "rosgraph_msgs/msg/Clock",
    "sensor_msgs/msg/CameraInfo",
    "sensor_msgs/msg/CompressedImage",
    "sensor_msgs/msg/Image",
    "sensor_msgs/msg/LaserScan",
    "sensor_msgs/msg/PointCloud2",
    "sensor_msgs/msg/PointField",
    "sensor_msgs/msg/RegionOfInterest",
    "std_msgs/msg/ColorRGBA",
    "std_msgs/msg/Header",
    "std_msgs/msg/String",
    "tf2_msgs/msg/TFMessage",
    "thinker3d_msgs/msg/SpatialAnswer",
    "thinker3d_msgs/msg/Timings",
    "thinker3d_msgs/msg/ViewUsed",
    "unique_identifier_msgs/msg/UUID",
    "visualization_msgs/msg/Marker",
    "visualization_msgs/msg/MarkerArray",
    "visualization_msgs/msg/MeshFile",
    "visualization_msgs/msg/UVCoordinate",
    "type_description_interfaces/msg/FieldType",
    "type_description_interfaces/msg/Field",
    "type_description_interfaces/msg/IndividualTypeDescription",
    "type_description_interfaces/msg/TypeDescription",
    "type_description_interfaces/msg/TypeSource",
    "type_description_interfaces/msg/KeyValue",
]
# The services of others that we speak, which rosbags does not know, from their published definitions.
SERVICES = {
    "action_msgs/srv/CancelGoal": "action_msgs/GoalInfo goal_info\n---\nint8 return_code\naction_msgs/GoalInfo[] goals_canceling",
    "lifecycle_msgs/srv/ChangeState": "lifecycle_msgs/Transition transition\n---\nbool success",
    "lifecycle_msgs/srv/GetState": "---\nlifecycle_msgs/State current_state",
    "lifecycle_msgs/srv/GetAvailableStates": "---\nlifecycle_msgs/State[] available_states",
    "lifecycle_msgs/srv/GetAvailableTransitions": "---\nlifecycle_msgs/TransitionDescription[] available_transitions",
    "rcl_interfaces/srv/DescribeParameters": "string[] names\n---\nrcl_interfaces/ParameterDescriptor[] descriptors",
    "rcl_interfaces/srv/GetParameters": "string[] names\n---\nrcl_interfaces/ParameterValue[] values",
    "rcl_interfaces/srv/GetParameterTypes": "string[] names\n---\nuint8[] types",
    "rcl_interfaces/srv/ListParameters": "string[] prefixes\nuint64 depth\n---\nrcl_interfaces/ListParametersResult result",
    "rcl_interfaces/srv/SetParameters": "rcl_interfaces/Parameter[] parameters\n---\nrcl_interfaces/SetParametersResult[] results",
    "type_description_interfaces/srv/GetTypeDescription":
        "string type_name\nstring type_hash\nbool include_type_sources\n---\nbool successful\nstring failure_reason\n"
        "type_description_interfaces/TypeDescription type_description\ntype_description_interfaces/TypeSource[] type_sources\n"
        "type_description_interfaces/KeyValue[] extra_information",
    "rcl_interfaces/srv/SetParametersAtomically": "rcl_interfaces/Parameter[] parameters\n---\nrcl_interfaces/SetParametersResult result",
}
FEWER = {"visualization_msgs/msg/Marker", "visualization_msgs/msg/MarkerArray"}  # have fewer fields on ROS 1
BASE, NAME, ARRAY, SEQUENCE = 1, 2, 3, 4
EMPTY = "structure_needs_at_least_one_member"  # what a message without fields has on the wire
WORDS = ["", "a", "map", "Straße", "左のソファ", "B. Sofa"]


class Filler:
    """Makes values that differ from field to field; `size` is the length of every sequence."""

    def __init__(self, store, size):
        self.store, self.size, self.count = store, size, 0

    def scalar(self, kind):
        self.count += 1
        if kind == "string":
            return WORDS[(self.count + self.size) % len(WORDS)]
        if kind == "bool":
            return self.count % 2 == 1
        if kind.startswith("float"):
            return float(np.float32(self.count * 1.25 - 7))
        bits = 7 if kind == "byte" else int("".join(filter(str.isdigit, kind)))
        value = self.count * 0x0102030405060708 % (1 << bits)
        return value - (1 << (bits - 1)) if kind.startswith("int") else value

    def many(self, node, count):
        kind, detail = node
        if kind == BASE and detail[0] != "string":
            return np.array([self.scalar(detail[0]) for _ in range(count)], dtype="uint8" if detail[0] == "byte" else detail[0])
        return [self.value(node) for _ in range(count)]

    def value(self, node):
        kind, detail = node
        if kind == BASE:
            return self.scalar(detail[0])
        if kind == NAME:
            return self.message(detail)
        inner, count = detail
        return self.many(inner, count if kind == ARRAY else self.size)

    def message(self, name):
        _, fields = self.store.fielddefs[name]
        return self.store.types[name](**{field: 0 if field == EMPTY else self.value(node) for field, node in fields})


def plain(store, value):
    """The value as JSON shows it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list):
        return [plain(store, item) for item in value]
    if hasattr(value, "__msgtype__"):
        return {name: plain(store, getattr(value, name)) for name, _ in store.fielddefs[value.__msgtype__][1] if name != EMPTY}
    return value


def as_ros1(noetic, value):
    """The message as ROS 1 has it, whose definition has fewer fields."""
    if isinstance(value, list):
        return [as_ros1(noetic, item) for item in value]
    if not hasattr(value, "__msgtype__"):
        return value
    fields = [name for name, _ in noetic.fielddefs[value.__msgtype__][1]]
    return noetic.types[value.__msgtype__](**{name: 0 if name == "seq" else as_ros1(noetic, getattr(value, name)) for name in fields})


def register(store, names, name, text):
    """Makes the part of a service or action a message of the store, which knows no others."""
    names[name] = name.replace("/srv/", "/msg/").replace("/action/", "/msg/")
    store.register(get_types_from_msg(text, names[name]))


def register_action(store, names, action, text):
    """The parts of an action, and what ROS 2 makes of them (design.ros2.org/articles/actions.html)."""
    own, short = dict(zip(("_Goal", "_Result", "_Feedback"), text.split("---\n"))), action.replace("/action/", "/")
    uuid = "unique_identifier_msgs/UUID goal_id\n"
    made = {
        "_SendGoal_Request": f"{uuid}{short}_Goal goal", "_SendGoal_Response": "bool accepted\nbuiltin_interfaces/Time stamp",
        "_GetResult_Request": uuid, "_GetResult_Response": f"int8 status\n{short}_Result result",
        "_FeedbackMessage": f"{uuid}{short}_Feedback feedback",
    }
    for part, half in (own | made).items():
        register(store, names, action + part, half)


def main():
    store, noetic = get_typestore(Stores.ROS2_JAZZY), get_typestore(Stores.ROS1_NOETIC)
    for path in sorted(OWN.glob("msg/*.msg")):
        store.register(get_types_from_msg(path.read_text(), f"thinker3d_msgs/msg/{path.stem}"))
    services = SERVICES | {f"thinker3d_msgs/srv/{path.stem}": path.read_text() for path in sorted(OWN.glob("srv/*.srv"))}
    names = {name: name for name in TYPES}
    for path in sorted(OWN.glob("action/*.action")):
        register_action(store, names, f"thinker3d_msgs/action/{path.stem}", path.read_text())
    for name, text in sorted(services.items()):
        for part, half in zip(("_Request", "_Response"), text.split("---\n")):
            register(store, names, name + part, half)
    rows = []
    for name, known in names.items():
        for size in (0, 1, 3):
            message = Filler(store, size).message(known)
            little = bytes(store.serialize_cdr(message, known, little_endian=True))
            rows.append({
                "type": name,
                "value": plain(store, message),
                "little": little.hex(),
                "ros1": bytes(noetic.serialize_ros1(as_ros1(noetic, message), known) if known in FEWER else store.cdr_to_ros1(little, known)).hex(),
                "big": bytes(store.serialize_cdr(message, known, little_endian=False)).hex(),
            })
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / "golden.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
