//! A client of the action.

use futures::StreamExt;
use futures::future::{Either, select};
use ros2_client::action::{ActionClient, ActionClientQosPolicies};
use ros2_client::builtin_interfaces::Time;
use ros2_client::{ActionTypeName, Name, ServiceMapping};
use serde_json::{Value, json};

use crate::messages::{Answered, Asked, Feedback};
use crate::robot::{Outcome, Robot, reliable, within};

type Client = ActionClient<Asked, Answered, Feedback>;

async fn client(robot: &mut Robot) -> Outcome<Client> {
    let qos = ActionClientQosPolicies {
        goal_service: reliable(),
        result_service: reliable(),
        cancel_service: reliable(),
        feedback_subscription: reliable(),
        status_subscription: reliable(),
    };
    let client: Client = robot.node.create_action_client(
        ServiceMapping::Enhanced,
        &Name::parse("/thinker3d/reason")?,
        &ActionTypeName::new("thinker3d_msgs", "Reason"),
        qos,
    )?;
    let node = &robot.node;
    within("send_goal", client.goal_client().wait_for_service(node)).await?;
    within("cancel_goal", client.cancel_client().wait_for_service(node)).await?;
    within("get_result", client.result_client().wait_for_service(node)).await?;
    within("feedback", client.feedback_subscription().wait_for_publisher(node)).await?;
    within("status", client.status_subscription().wait_for_publisher(node)).await?;
    Ok(client)
}

/// Sends a goal and cancels it.
pub async fn cancel(robot: &mut Robot, question: &str) -> Outcome<Value> {
    let client = client(robot).await?;
    let (goal, accepted) = within("send_goal", client.async_send_goal(crate::ask(question))).await??;
    let cancelled = within("cancel_goal", client.async_cancel_goal(goal, Time::ZERO)).await??;
    let (status, result) = within("get_result", client.async_request_result(goal)).await??;
    Ok(json!({
        "accepted": accepted.accepted,
        "code": cancelled.return_code as i8,
        "cancelling": cancelled.goals_canceling.iter().any(|one| one.goal_id == goal),
        "status": status as i8,
        "answer": crate::answer(&result.answer),
    }))
}

/// Sends a goal and follows it to its end.
pub async fn follow(robot: &mut Robot, question: &str) -> Outcome<Value> {
    let client = client(robot).await?;
    let (goal, accepted) = within("send_goal", client.async_send_goal(crate::ask(question))).await??;
    let mut feedback = Box::pin(client.feedback_stream(goal));
    let mut statuses = Box::pin(client.status_stream(goal));
    let (mut stages, mut points, mut told) = (vec![], 0, vec![]);
    let (status, result) = within("get_result", client.async_request_result(goal)).await??;
    // The feedback came before the result, each on a topic of its own.
    let last = within("the last status and the scene", async {
        while !told.iter().any(|status| *status >= 4) || points == 0 {
            match select(feedback.next(), statuses.next()).await {
                Either::Left((Some(Ok(one)), _)) => {
                    stages.push(one.stage);
                    points += one.scene.iter().map(|cloud| cloud.width * cloud.height).sum::<u32>();
                }
                Either::Right((Some(Ok(one)), _)) => told.push(one.status as i8),
                Either::Left((other, _)) => return Err(format!("feedback: {other:?}")),
                Either::Right((other, _)) => return Err(format!("status: {other:?}")),
            }
        }
        Ok(())
    });
    last.await??;
    Ok(json!({
        "accepted": accepted.accepted,
        "stages": stages,
        "points": points,
        "status": status as i8,
        "statuses": told,
        "answer": crate::answer(&result.answer),
    }))
}
