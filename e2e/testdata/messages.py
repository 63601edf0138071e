"""The ROS 2 messages of the end-to-end test as Cyclone DDS types, written from the .msg files and not from thinker3d's code."""
from dataclasses import dataclass

from cyclonedds.idl import IdlStruct
from cyclonedds.idl.types import array, float32, float64, int32, sequence, uint8, uint32




@dataclass
class Time(IdlStruct, typename="builtin_interfaces::msg::dds_::Time_"):
    sec: int32
    nanosec: uint32


@dataclass
class Header(IdlStruct, typename="std_msgs::msg::dds_::Header_"):
    stamp: Time
    frame_id: str


@dataclass
class String(IdlStruct, typename="std_msgs::msg::dds_::String_"):
    data: str


@dataclass
class CompressedImage(IdlStruct, typename="sensor_msgs::msg::dds_::CompressedImage_"):
    header: Header
    format: str
    data: sequence[uint8]


@dataclass
class PointField(IdlStruct, typename="sensor_msgs::msg::dds_::PointField_"):
    name: str
    offset: uint32
    datatype: uint8
    count: uint32


@dataclass
class PointCloud2(IdlStruct, typename="sensor_msgs::msg::dds_::PointCloud2_"):
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
class ViewUsed(IdlStruct, typename="thinker3d_msgs::msg::dds_::ViewUsed_"):
    camera: str
    stamp: Time
    frame_id: str


@dataclass
class Timings(IdlStruct, typename="thinker3d_msgs::msg::dds_::Timings_"):
    queue: float64
    vision: float64
    prefill: float64
    scene: float64
    text: float64


@dataclass
class SpatialAnswer(IdlStruct, typename="thinker3d_msgs::msg::dds_::SpatialAnswer_"):
    header: Header
    question: str
    answer: str
    choice: str
    confidence: float32
    reasoning: str
    status: uint8
    reason: str
    views: sequence[ViewUsed]
    latent_count: uint32
    scene_points: uint32
    scale_known: bool
    timings: Timings
    model_id: str
    model_trained: bool


@dataclass
class Gid(IdlStruct, typename="rmw_dds_common::msg::dds_::Gid_"):
    data: array[uint8, 16]


@dataclass
class NodeEntitiesInfo(IdlStruct, typename="rmw_dds_common::msg::dds_::NodeEntitiesInfo_"):
    node_namespace: str
    node_name: str
    reader_gid_seq: sequence[Gid]
    writer_gid_seq: sequence[Gid]


@dataclass
class ParticipantEntitiesInfo(IdlStruct, typename="rmw_dds_common::msg::dds_::ParticipantEntitiesInfo_"):
    gid: Gid
    node_entities_info_seq: sequence[NodeEntitiesInfo]
