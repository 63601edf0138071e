//! What a life cycle manager and a tool for parameters do.

use ros2_client::ParameterValue;
use ros2_client::parameters::raw;
use ros2_client::rcl_interfaces::{
    DescribeParametersRequest, DescribeParametersResponse, GetParameterTypesRequest, GetParameterTypesResponse, GetParametersRequest,
    GetParametersResponse, ListParametersRequest, ListParametersResponse, SetParametersAtomicallyResponse, SetParametersRequest,
    SetParametersResponse,
};
use serde_json::{Value, json};

use crate::messages::{ChangeState, CurrentState, Nothing, SetAtomically, Success, Transition};
use crate::robot::{Outcome, Robot};

pub async fn state(robot: &mut Robot) -> Outcome<String> {
    let now: CurrentState = robot.call("get_state", "lifecycle_msgs", "GetState", Nothing { unused: 0 }).await?;
    Ok(now.state.label)
}

pub async fn change(robot: &mut Robot, id: u8) -> Outcome<bool> {
    let request = ChangeState { transition: Transition { id, label: String::new() } };
    let reply: Success = robot.call("change_state", "lifecycle_msgs", "ChangeState", request).await?;
    Ok(reply.success)
}

fn parameter(name: &str, value: i64) -> raw::Parameter {
    ros2_client::Parameter { name: name.into(), value: ParameterValue::Integer(value) }.into()
}

/// Uses each of the six services.
pub async fn parameters(robot: &mut Robot) -> Outcome<Value> {
    const QUEUE: &str = "questions.queue";
    let names = vec![QUEUE.to_string()];
    let listed: ListParametersResponse = robot
        .call("list_parameters", "rcl_interfaces", "ListParameters", ListParametersRequest { prefixes: vec!["questions".into()], depth: 0 })
        .await?;
    let described: DescribeParametersResponse = robot
        .call("describe_parameters", "rcl_interfaces", "DescribeParameters", DescribeParametersRequest { names: names.clone() })
        .await?;
    let types: GetParameterTypesResponse = robot
        .call("get_parameter_types", "rcl_interfaces", "GetParameterTypes", GetParameterTypesRequest { names: names.clone() })
        .await?;
    let set = SetParametersRequest { parameter: vec![parameter(QUEUE, 5), parameter(QUEUE, -1), parameter("reasoning.threads", 1)] };
    let set: SetParametersResponse = robot.call("set_parameters", "rcl_interfaces", "SetParameters", set).await?;
    let together = SetAtomically { parameters: vec![parameter(QUEUE, 6)] };
    let together: SetParametersAtomicallyResponse =
        robot.call("set_parameters_atomically", "rcl_interfaces", "SetParametersAtomically", together).await?;
    let got: GetParametersResponse =
        robot.call("get_parameters", "rcl_interfaces", "GetParameters", GetParametersRequest { names }).await?;
    Ok(json!({
        "listed": listed.result.names,
        "description": described.values.iter().map(|one| &one.description).collect::<Vec<_>>(),
        "ranges": described.values.iter().map(|one| one.integer_range.len()).collect::<Vec<_>>(),
        "types": types.values,
        "set": set.results.iter().map(|one| one.successful).collect::<Vec<_>>(),
        "reasons": set.results.iter().map(|one| &one.reason).collect::<Vec<_>>(),
        "atomically": together.result.successful,
        "got": got.values.iter().map(|one| one.int_value).collect::<Vec<_>>(),
    }))
}
