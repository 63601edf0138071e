//! The messages that the peer speaks, written by hand from their definitions; field names do not matter to CDR.

use ros2_client::Message;
use ros2_client::builtin_interfaces::{Duration, Time};
use ros2_client::parameters::raw::Parameter;
use serde::{Deserialize, Serialize};

macro_rules! messages {
    ($($name:ident { $($field:ident: $kind:ty),* })*) => {$(
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub struct $name { $(pub $field: $kind),* }
        impl Message for $name {}
    )*};
}

messages! {
    Header { stamp: Time, frame_id: String }
    Text { data: String }
    CompressedImage { header: Header, format: String, data: Vec<u8> }
    PointField { name: String, offset: u32, datatype: u8, count: u32 }
    PointCloud2 {
        header: Header, height: u32, width: u32, fields: Vec<PointField>, is_bigendian: bool, point_step: u32, row_step: u32,
        data: Vec<u8>, is_dense: bool
    }
    Timings { queue: f64, vision: f64, prefill: f64, scene: f64, text: f64 }
    ViewUsed { camera: String, stamp: Time, frame_id: String }
    SpatialAnswer {
        header: Header, question: String, answer: String, choice: String, confidence: f32, reasoning: String, status: u8,
        reason: String, views: Vec<ViewUsed>, latent_count: u32, scene_points: u32, scale_known: bool, timings: Timings,
        model_id: String, model_trained: bool, bearing: f32, distance: f32, bearing_frame: String,
        mode: u8, choices: Vec<String>, choice_probabilities: Vec<f32>, thinking_cut: bool
    }
    Asked {
        question: String, choices: Vec<String>, cameras: Vec<String>, maximum_age: Duration, mode: u8, maximum_thinking_tokens: i32,
        deadline: Duration, priority: i8
    }
    Answered { answer: SpatialAnswer }
    Feedback { stage: u8, text: String, latents: u32, tokens_per_second: f32, scene: Vec<PointCloud2> }
    Transition { id: u8, label: String }
    ChangeState { transition: Transition }
    Success { success: bool }
    // A message without fields has one octet on the wire.
    Nothing { unused: u8 }
    State { id: u8, label: String }
    CurrentState { state: State }
    SetAtomically { parameters: Vec<Parameter> }
}
