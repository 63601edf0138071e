//! A user of the node under test, over RustDDS: `ros2-peer DOMAIN PICTURE QUESTION` takes the node through its life cycle,
//! parameters, action, topics and services, and prints what it saw as one JSON object.

mod cameras;
mod goals;
mod manager;
mod messages;
mod robot;

use std::time::Instant;

use futures::StreamExt;
use ros2_client::NodeEvent;
use serde_json::{Value, json};

use messages::{Asked, Answered, SpatialAnswer};
use robot::{Outcome, Robot, within};

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, domain, picture, question] = arguments.as_slice() else {
        return Err("usage: ros2-peer DOMAIN PICTURE QUESTION".into());
    };
    let seen = smol::block_on(run(domain.parse()?, std::fs::read(picture)?, question))?;
    println!("{seen}");
    Ok(())
}

async fn run(domain: u16, picture: Vec<u8>, question: &str) -> Outcome<Value> {
    let mut robot = Robot::new(domain)?;
    let started = Instant::now();
    let events = robot.node.status_receiver().ok_or("the node does not spin")?;
    let graph = smol::spawn(seen_node(events));
    let state_before = manager::state(&mut robot).await?;
    let discovery = started.elapsed().as_secs_f64();
    let configured = manager::change(&mut robot, 1).await?;
    let refused = manager::change(&mut robot, 1).await?;
    let activated = manager::change(&mut robot, 3).await?;
    let state_after = manager::state(&mut robot).await?;
    let parameters = manager::parameters(&mut robot).await?;
    // No picture came yet, so this goal waits until it is cancelled.
    let cancelled = goals::cancel(&mut robot, question).await?;
    let published = cameras::start(&mut robot, picture).await?;
    let topic = cameras::question(&mut robot, question).await?;
    let asked: Answered = robot.call("ask", "thinker3d_msgs", "Ask", ask(question)).await?;
    let reasoned = goals::follow(&mut robot, question).await?;
    drop(published);
    Ok(json!({
        "discovery": discovery,
        "states": [state_before, state_after],
        "transitions": [configured, refused, activated],
        "parameters": parameters,
        "topic": answer(&topic),
        "service": answer(&asked.answer),
        "action": reasoned,
        "cancelled": cancelled,
        "node": within("the graph", graph).await?,
    }))
}

pub fn ask(question: &str) -> Asked {
    Asked {
        question: question.into(),
        choices: vec!["Sofa".into(), "Straße".into()],
        cameras: vec!["front".into(), "right".into()],
        maximum_age: ros2_client::builtin_interfaces::Duration::from_secs(30),
        mode: 2, // choices
        maximum_thinking_tokens: -1,
        deadline: ros2_client::builtin_interfaces::Duration::from_secs(600),
        priority: 1,
    }
}

/// What a test compares of an answer.
pub fn answer(of: &SpatialAnswer) -> Value {
    json!({
        "question": of.question,
        "answer": of.answer,
        "status": of.status,
        "views": of.views.iter().map(|view| &view.camera).collect::<Vec<_>>(),
        "points": of.scene_points,
        "model": of.model_id,
        "chosen": {
            "answer": of.answer, "status": of.status, "mode": of.mode, "choices": of.choices,
            "probabilities": of.choice_probabilities, "cut": of.thinking_cut,
        },
    })
}

/// Waits until the graph shows the node under test with its endpoints.
async fn seen_node(events: impl futures::Stream<Item = NodeEvent>) -> Value {
    let mut events = Box::pin(events);
    while let Some(event) = events.next().await {
        let NodeEvent::ParticipantEntities(entities) = event else { continue };
        if let Some(node) = entities.nodes().iter().find(|node| node.name() == "thinker3d") {
            return json!(node.fully_qualified_name());
        }
    }
    Value::Null
}
