//! A node of ros2-client over RustDDS, on loopback, that knows how to reach the node under test.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use futures::future::{Either, select};
use ros2_client::dds::rustdds::DomainParticipantBuilder;
use ros2_client::qos::{Durability, History, WhenFull};
use ros2_client::{
    Client, Context, Message, MessageTypeName, Name, Node, NodeName, NodeOptions, Publisher, QosProfile, ServiceMapping,
    ServiceTypeName, Subscription,
};
use serde::{Serialize, de::DeserializeOwned};

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// How long anything is waited for.
pub const DEADLINE: Duration = Duration::from_secs(60);
/// The namespace of the node under test, with its name.
const TARGET: &str = "/thinker3d";
/// After this a request is sent again. One that is sent between the two ends' discoveries of each other is lost, with any middleware.
const PATIENCE: Duration = Duration::from_secs(10);
/// After this it is looked anew whether a service is there: what tells ros2-client of it waits in a queue of eight events, and is lost
/// where a task that has too little of the processor lets it overflow.
const GLANCE: Duration = Duration::from_secs(1);

pub struct Robot {
    pub node: Node,
}

pub fn reliable() -> QosProfile {
    QosProfile::publisher_default()
        .reliability_reliable(WhenFull::Block)
        .durability(Durability::Volatile)
        .history(History::KeepLast { depth: 100 })
}

/// Waits for a future, but no longer than the deadline.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> Outcome<T> {
    let value = within_for(DEADLINE, future).await;
    value.ok_or_else(|| format!("{what}: nothing came in {DEADLINE:?}").into())
}

async fn within_for<T>(time: Duration, future: impl Future<Output = T>) -> Option<T> {
    match select(Box::pin(future), smol::Timer::after(time)).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}

impl Robot {
    /// Without multicast: RustDDS announces itself to the first participants of this machine.
    pub fn new(domain: u16) -> Outcome<Robot> {
        let participant = DomainParticipantBuilder::new(domain)
            .with_only_networks([IpAddr::V4(Ipv4Addr::LOCALHOST)])
            .build()?;
        let context = Context::from_domain_participant(participant)?;
        let mut node = context.new_node(NodeName::new("/peers", "rust")?, NodeOptions::new())?;
        smol::spawn(node.spinner()?.spin()).detach();
        Ok(Robot { node })
    }

    pub fn publisher<M: Serialize>(&mut self, topic: &str, package: &str, kind: &str, qos: QosProfile) -> Outcome<Publisher<M>> {
        let topic = self.node.create_topic(&Name::parse(topic)?, MessageTypeName::new(package, kind), &qos)?;
        Ok(self.node.create_publisher(&topic, Some(qos))?)
    }

    pub fn subscription<M: DeserializeOwned + 'static>(&mut self, topic: &str, package: &str, kind: &str) -> Outcome<Subscription<M>> {
        let topic = self.node.create_topic(&Name::parse(topic)?, MessageTypeName::new(package, kind), &reliable())?;
        Ok(self.node.create_subscription(&topic, Some(reliable()))?)
    }

    /// Calls a service of the node under test, in the mapping of Fast DDS.
    pub async fn call<Q, R>(&mut self, service: &str, package: &str, kind: &str, request: Q) -> Outcome<R>
    where
        Q: Message + Clone + 'static,
        R: Message + 'static,
    {
        let client: Client<Q, R> = self.node.create_client(
            ServiceMapping::Enhanced,
            &Name::new(TARGET, service)?,
            &ServiceTypeName::new(package, kind),
            reliable(),
            reliable(),
        )?;
        let mut tries = DEADLINE.as_secs() / GLANCE.as_secs();
        while within_for(GLANCE, client.wait_for_service(&self.node)).await.is_none() {
            tries -= 1;
            if tries == 0 {
                return Err(format!("{service}: not there within {DEADLINE:?}").into());
            }
        }
        for _ in 0..DEADLINE.as_secs() / PATIENCE.as_secs() {
            if let Some(response) = within_for(PATIENCE, client.async_call_service(request.clone())).await {
                return Ok(response?);
            }
        }
        Err(format!("{service}: nothing came in {DEADLINE:?}").into())
    }
}
