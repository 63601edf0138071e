"""The ROS messages that the peer speaks, written by hand from their published definitions."""

import hashlib
from dataclasses import dataclass

from cyclonedds.idl import IdlStruct
from cyclonedds.idl.types import array, bounded_str, int32, int64, sequence, uint8, uint32, uint64


@dataclass
class Time(IdlStruct, typename="builtin_interfaces.msg.dds_.Time_"):
    sec: int32
    nanosec: uint32


@dataclass
class Header(IdlStruct, typename="std_msgs.msg.dds_.Header_"):
    stamp: Time
    frame_id: str


@dataclass
class String(IdlStruct, typename="std_msgs.msg.dds_.String_"):
    data: str


@dataclass
class Image(IdlStruct, typename="sensor_msgs.msg.dds_.Image_"):
    header: Header
    height: uint32
    width: uint32
    encoding: str
    is_bigendian: uint8
    step: uint32
    data: sequence[uint8]


@dataclass
class PointField(IdlStruct, typename="sensor_msgs.msg.dds_.PointField_"):
    name: str
    offset: uint32
    datatype: uint8
    count: uint32


@dataclass
class PointCloud2(IdlStruct, typename="sensor_msgs.msg.dds_.PointCloud2_"):
    header: Header
    height: uint32
    width: uint32
    fields: sequence[PointField]
    is_bigendian: bool
    point_step: uint32
    row_step: uint32
    data: sequence[uint8]
    is_dense: bool


@dataclass
class Gid16(IdlStruct, typename="rmw_dds_common.msg.dds_.Gid_"):
    data: array[uint8, 16]


@dataclass
class NodeEntities16(IdlStruct, typename="rmw_dds_common.msg.dds_.NodeEntitiesInfo_"):
    node_namespace: bounded_str[256]
    node_name: bounded_str[256]
    reader_gid_seq: sequence[Gid16]
    writer_gid_seq: sequence[Gid16]


@dataclass
class ParticipantEntities16(IdlStruct, typename="rmw_dds_common.msg.dds_.ParticipantEntitiesInfo_"):
    gid: Gid16
    node_entities_info_seq: sequence[NodeEntities16]


@dataclass
class Gid24(IdlStruct, typename="rmw_dds_common.msg.dds_.Gid_"):
    data: array[uint8, 24]


@dataclass
class NodeEntities24(IdlStruct, typename="rmw_dds_common.msg.dds_.NodeEntitiesInfo_"):
    node_namespace: bounded_str[256]
    node_name: bounded_str[256]
    reader_gid_seq: sequence[Gid24]
    writer_gid_seq: sequence[Gid24]


@dataclass
class ParticipantEntities24(IdlStruct, typename="rmw_dds_common.msg.dds_.ParticipantEntitiesInfo_"):
    gid: Gid24
    node_entities_info_seq: sequence[NodeEntities24]


@dataclass
class EchoRequest(IdlStruct, typename="topicstest_msgs.srv.dds_.Echo_Request_"):
    """With the header that Cyclone's service mapping puts before a request."""

    client: uint64
    number: int64
    data: str


@dataclass
class EchoReply(IdlStruct, typename="topicstest_msgs.srv.dds_.Echo_Response_"):
    client: uint64
    number: int64
    data: str


KINDS = {
    "String": String, "Image": Image, "PointCloud2": PointCloud2,
    "ParticipantEntities16": ParticipantEntities16, "ParticipantEntities24": ParticipantEntities24,
}


def example(kind, index, size):
    """A message whose data, of size bytes, follows from its index."""
    if kind is String:
        return String("message %d" % index)
    data = bytes((value * 7 + index) % 251 for value in range(251)) * (size // 251 + 1)
    header = Header(Time(1700000000 + index, 5), "camera_front_optical_frame")
    return Image(header, size // 1920, 640, "rgb8", 0, 1920, list(data[:size]))


def describe(sample):
    """What a test compares: texts as they are, data by its digest."""
    if isinstance(sample, String):
        return {"text": sample.data}
    if isinstance(sample, (ParticipantEntities16, ParticipantEntities24)):
        return {"gid": bytes(sample.gid.data).hex(), "nodes": [{
            "namespace": node.node_namespace, "name": node.node_name,
            "readers": [bytes(gid.data).hex() for gid in node.reader_gid_seq],
            "writers": [bytes(gid.data).hex() for gid in node.writer_gid_seq],
        } for node in sample.node_entities_info_seq]}
    fields = {name: value for name, value in vars(sample).items()
              if name in ("height", "width", "encoding", "step", "point_step", "row_step", "is_dense")}
    data = bytes(sample.data)
    return {"frame": sample.header.frame_id, "stamp": [sample.header.stamp.sec, sample.header.stamp.nanosec],
            "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "fields": fields}
