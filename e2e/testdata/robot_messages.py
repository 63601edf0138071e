"""More messages of the end-to-end tests, written from their published definitions."""
from dataclasses import dataclass

from cyclonedds.idl import IdlStruct
from cyclonedds.idl.types import float64, int8, int32, int64, sequence, uint8, uint32, uint64

from answer_messages import CompressedImage, SpatialAnswer
from messages import Header, ParticipantEntities16, Time

__all__ = ["CompressedImage", "ParticipantEntities16"]


@dataclass
class Duration(IdlStruct, typename="builtin_interfaces.msg.dds_.Duration_"):
    sec: int32
    nanosec: uint32


@dataclass
class Clock(IdlStruct, typename="rosgraph_msgs.msg.dds_.Clock_"):
    clock: Time


@dataclass
class AskRequest(IdlStruct, typename="thinker3d_msgs.srv.dds_.Ask_Request_"):
    """With the header of Cyclone's service mapping."""

    client: uint64
    number: int64
    question: str
    choices: sequence[str]
    cameras: sequence[str]
    maximum_age: Duration
    mode: uint8
    maximum_thinking_tokens: int32
    deadline: Duration
    priority: int8


@dataclass
class AskResponse(IdlStruct, typename="thinker3d_msgs.srv.dds_.Ask_Response_"):
    client: uint64
    number: int64
    answer: SpatialAnswer


@dataclass
class Log(IdlStruct, typename="rcl_interfaces.msg.dds_.Log_"):
    stamp: Time
    level: uint8
    name: str
    msg: str
    file: str
    function: str
    line: uint32


@dataclass
class KeyValue(IdlStruct, typename="diagnostic_msgs.msg.dds_.KeyValue_"):
    key: str
    value: str


@dataclass
class DiagnosticStatus(IdlStruct, typename="diagnostic_msgs.msg.dds_.DiagnosticStatus_"):
    level: uint8
    name: str
    message: str
    hardware_id: str
    values: sequence[KeyValue]


@dataclass
class DiagnosticArray(IdlStruct, typename="diagnostic_msgs.msg.dds_.DiagnosticArray_"):
    header: Header
    status: sequence[DiagnosticStatus]


@dataclass
class ParameterValue(IdlStruct, typename="rcl_interfaces.msg.dds_.ParameterValue_"):
    type: uint8
    bool_value: bool
    integer_value: int64
    double_value: float64
    string_value: str
    byte_array_value: sequence[uint8]
    bool_array_value: sequence[bool]
    integer_array_value: sequence[int64]
    double_array_value: sequence[float64]
    string_array_value: sequence[str]


@dataclass
class Parameter(IdlStruct, typename="rcl_interfaces.msg.dds_.Parameter_"):
    name: str
    value: ParameterValue


@dataclass
class ParameterEvent(IdlStruct, typename="rcl_interfaces.msg.dds_.ParameterEvent_"):
    stamp: Time
    node: str
    new_parameters: sequence[Parameter]
    changed_parameters: sequence[Parameter]
    deleted_parameters: sequence[Parameter]


@dataclass
class State(IdlStruct, typename="lifecycle_msgs.msg.dds_.State_"):
    id: uint8
    label: str


@dataclass
class Transition(IdlStruct, typename="lifecycle_msgs.msg.dds_.Transition_"):
    id: uint8
    label: str


@dataclass
class TransitionEvent(IdlStruct, typename="lifecycle_msgs.msg.dds_.TransitionEvent_"):
    timestamp: uint64
    transition: Transition
    start_state: State
    goal_state: State
