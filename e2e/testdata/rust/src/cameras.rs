//! Four cameras, and a user who asks on a topic.

use std::time::Duration;

use ros2_client::builtin_interfaces::Time;
use ros2_client::{Publisher, QosProfile};
use smol::Task;

use crate::messages::{CompressedImage, Header, SpatialAnswer, Text};
use crate::robot::{Outcome, Robot, reliable, within};

const CAMERAS: [&str; 4] = ["front", "left", "back", "right"];

/// Publishes the picture as all cameras' ten times a second, until the task is dropped. Drivers are best effort.
pub async fn start(robot: &mut Robot, picture: Vec<u8>) -> Outcome<Task<()>> {
    let mut publishers: Vec<Publisher<CompressedImage>> = vec![];
    for name in CAMERAS {
        let topic = format!("/camera/{name}/image_raw/compressed");
        let qos = QosProfile::publisher_default().reliability_best_effort();
        let publisher = robot.publisher(&topic, "sensor_msgs", "CompressedImage", qos)?;
        within(&topic, publisher.wait_for_subscription(&robot.node)).await?;
        publishers.push(publisher);
    }
    Ok(smol::spawn(async move {
        loop {
            let stamp = Time::now();
            for (publisher, name) in publishers.iter().zip(CAMERAS) {
                let header = Header { stamp, frame_id: format!("camera_{name}_optical_frame") };
                let image = CompressedImage { header, format: "jpeg".into(), data: picture.clone() };
                if let Err(error) = publisher.async_publish(image).await {
                    eprintln!("camera {name}: {error}");
                }
            }
            smol::Timer::after(Duration::from_millis(100)).await;
        }
    }))
}

/// Asks on the topic and waits for the answer on the other.
pub async fn question(robot: &mut Robot, question: &str) -> Outcome<SpatialAnswer> {
    let answers = robot.subscription::<SpatialAnswer>("/thinker3d/answer", "thinker3d_msgs", "SpatialAnswer")?;
    let asker: Publisher<Text> = robot.publisher("/thinker3d/question", "std_msgs", "String", reliable())?;
    within("answers", answers.wait_for_publisher(&robot.node)).await?;
    within("question", asker.wait_for_subscription(&robot.node)).await?;
    asker.async_publish(Text { data: question.into() }).await?;
    Ok(within("answer", answers.async_take()).await??.0)
}
