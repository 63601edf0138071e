"""An independent ROS 2 peer for the tests: Cyclone DDS, told what to do by its arguments.

    peer.py DOMAIN publish TOPIC TYPE RELIABILITY DURABILITY COUNT BYTES
    peer.py DOMAIN subscribe TOPIC TYPE RELIABILITY DURABILITY COUNT
    peer.py DOMAIN discover TOPIC publications|subscriptions|participants
    peer.py DOMAIN call SERVICE TEXT…
    peer.py DOMAIN serve SERVICE

It prints one JSON object a line: {"event": "ready"}, {"event": "matched"}, {"event": "sample", …},
{"event": "endpoint", …}, {"event": "participant", …}, {"event": "done"}. Of participants the topic means nothing.
A publisher sends and a client calls when it reads the line "send". Services use the mapping of rmw_cyclonedds: a client's
number and the request's come before both request and reply. A server answers with the request's text in capitals. The peer ends when its standard input is closed.
"""

import json
import os
import sys
import threading

from cyclonedds.builtin import (
    BuiltinDataReader, BuiltinTopicDcpsParticipant, BuiltinTopicDcpsPublication, BuiltinTopicDcpsSubscription)
from cyclonedds.core import Listener, Policy, Qos
from cyclonedds.domain import Domain, DomainParticipant
from cyclonedds.pub import DataWriter
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic
from cyclonedds.util import duration

import messages

CONFIGURATION = """<CycloneDDS><Domain Id="any">
<General><Interfaces><NetworkInterface address="127.0.0.1"/></Interfaces><AllowMulticast>false</AllowMulticast></General>
<Discovery><ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>31</MaxAutoParticipantIndex>
<Peers><Peer address="127.0.0.1"/></Peers></Discovery>
</Domain></CycloneDDS>"""


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


class Teller(Listener):
    """Says what happens to the endpoint."""

    def on_publication_matched(self, writer, status):
        say("matched", count=status.current_count)

    def on_subscription_matched(self, reader, status):
        say("matched", count=status.current_count)

    def on_offered_incompatible_qos(self, writer, status):
        say("incompatible", policy=status.last_policy_id)

    def on_requested_incompatible_qos(self, reader, status):
        say("incompatible", policy=status.last_policy_id)


def quality(reliability, durability):
    # What Cyclone keeps for late readers is the durability service's depth, not the history's.
    service = Policy.DurabilityService(duration(seconds=0), Policy.History.KeepLast(10), -1, -1, -1)
    policies = [Policy.History.KeepLast(10), service, Policy.DataRepresentation(use_cdrv0_representation=True)]
    if reliability == "reliable":
        policies.append(Policy.Reliability.Reliable(duration(seconds=1)))
    else:
        policies.append(Policy.Reliability.BestEffort)
    policies.append(Policy.Durability.TransientLocal if durability == "transient_local" else Policy.Durability.Volatile)
    return Qos(*policies)


def publish(participant, topic, kind, reliability, durability, count, size):
    writer = DataWriter(
        participant, Topic(participant, topic, kind), qos=quality(reliability, durability), listener=Teller())
    say("ready")
    for line in sys.stdin:
        if line.strip() == "send":
            for index in range(int(count)):
                writer.write(messages.example(kind, index, int(size)))
            say("done")


def end_with_input():
    sys.stdin.read()
    os._exit(0)


def subscribe(participant, topic, kind, reliability, durability, count):
    reader = DataReader(
        participant, Topic(participant, topic, kind), qos=quality(reliability, durability), listener=Teller())
    threading.Thread(target=end_with_input, daemon=True).start()
    say("ready")
    taken = 0
    for sample in reader.take_iter(timeout=duration(seconds=600)):
        say("sample", **messages.describe(sample))
        taken += 1
        if taken == int(count):
            break
    say("done")
    threading.Event().wait()


BUILTIN = {
    "participants": BuiltinTopicDcpsParticipant,
    "publications": BuiltinTopicDcpsPublication,
    "subscriptions": BuiltinTopicDcpsSubscription,
}


def discover(participant, topic, side):
    reader = BuiltinDataReader(participant, BUILTIN[side])
    threading.Thread(target=end_with_input, daemon=True).start()
    say("ready")
    event = "participant" if side == "participants" else "endpoint"
    for found in reader.take_iter(timeout=duration(seconds=600)):
        if event == "participant" or getattr(found, "topic_name", None) == topic:
            qos = getattr(found, "qos", None) or []
            data = [bytes(policy.data).decode() for policy in qos if policy.__scope__ == "Userdata"]
            say(event, user_data="".join(data))


def service_ends(participant, service):
    request = Topic(participant, "rq" + service + "Request", messages.EchoRequest)
    reply = Topic(participant, "rr" + service + "Reply", messages.EchoReply)
    return request, reply, quality("reliable", "volatile")


def call(participant, service, *texts):
    request, reply, qos = service_ends(participant, service)
    reader = DataReader(participant, reply, qos=qos, listener=Teller())
    writer = DataWriter(participant, request, qos=qos, listener=Teller())
    say("ready")
    sys.stdin.readline()
    client = os.getpid() << 32 | 7
    for number, text in enumerate(texts):
        writer.write(messages.EchoRequest(client, number, text))
    threading.Thread(target=end_with_input, daemon=True).start()
    for sample in reader.take_iter(timeout=duration(seconds=600)):
        if sample.client == client:
            say("reply", count=sample.number, text=sample.data)


def serve(participant, service):
    request, reply, qos = service_ends(participant, service)
    reader = DataReader(participant, request, qos=qos, listener=Teller())
    writer = DataWriter(participant, reply, qos=qos, listener=Teller())
    threading.Thread(target=end_with_input, daemon=True).start()
    say("ready")
    for sample in reader.take_iter(timeout=duration(seconds=600)):
        writer.write(messages.EchoReply(sample.client, sample.number, sample.data.upper()))


def main():
    domain, action, topic = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    held = Domain(domain, CONFIGURATION)
    participant = DomainParticipant(domain)
    rest = sys.argv[4:]
    if action in ("publish", "subscribe"):
        rest[0] = messages.KINDS[rest[0]]
    {"publish": publish, "subscribe": subscribe, "discover": discover, "call": call, "serve": serve}[action](participant, topic, *rest)
    # Not the interpreter's own way out: a listener that runs meanwhile can keep it from ending.
    os._exit(0 if held else 1)


main()
