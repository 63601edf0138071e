"""A robot over Cyclone DDS that does what it is told: robot.py DOMAIN PICTURE.

It reads one JSON list a line, a command with its arguments, and prints one JSON value when that is done:
    ["cameras", NAME…]          opens best-effort drivers, waits until each is subscribed to; gives the seconds that took
    ["drive", NAME…]            opens such drivers and waits for nobody
    ["play"]                    from now on publishes the picture as all cameras' ten times a second
    ["play", SECONDS]           likewise, in the time of a recording that begins at SECONDS, and tells it on /clock
    ["ask", SERVICE, QUESTION]  calls in the mapping of Cyclone; gives the answer
    ["nodes", COUNT]            waits until the graph has so many nodes; gives their names
    ["hear", TEXT]              waits until /rosout and /diagnostics have a text; gives the lines
    ["watch"]                   waits until it would hear of transitions and changed parameters
    ["changes", COUNT]          waits until it has heard of so many since; gives them
    ["flood", COUNT]            makes so many participants more and waits until the node has met each
    ["burst", NAME]             publishes large pictures of a camera without a pause, until it is killed
It ends with its standard input.
"""
import json
import os
import sys
import threading
import time

DOMAIN = int(sys.argv[1])
os.environ["CYCLONEDDS_URI"] = """<CycloneDDS><Domain><General><Interfaces><NetworkInterface address="127.0.0.1"/></Interfaces>
<AllowMulticast>false</AllowMulticast></General><Discovery><ParticipantIndex>auto</ParticipantIndex>
<MaxAutoParticipantIndex>20</MaxAutoParticipantIndex><Peers><Peer address="127.0.0.1"/></Peers></Discovery></Domain></CycloneDDS>"""

from cyclonedds.core import Policy, Qos  # noqa: E402
from cyclonedds.domain import DomainParticipant  # noqa: E402
from cyclonedds.pub import DataWriter  # noqa: E402
from cyclonedds.sub import DataReader  # noqa: E402
from cyclonedds.topic import Topic  # noqa: E402
from cyclonedds.util import duration  # noqa: E402

import robot_messages as ros  # noqa: E402
from messages import Header, Time  # noqa: E402

DEADLINE = 60.0
XCDR1 = Policy.DataRepresentation(use_cdrv0_representation=True)
BEST_EFFORT = Qos(Policy.Reliability.BestEffort, Policy.History.KeepLast(5), XCDR1)
RELIABLE = Qos(Policy.Reliability.Reliable(duration(seconds=1)), Policy.History.KeepLast(100), XCDR1)
LATCHED = Qos(Policy.Reliability.Reliable(duration(seconds=1)), Policy.Durability.TransientLocal, Policy.History.KeepLast(100), XCDR1)


def wait(what, holds):
    end = time.monotonic() + DEADLINE
    while not (found := holds()):
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not in {DEADLINE:.0f} s")
        time.sleep(0.005)
    return found


class Robot:
    def __init__(self, picture):
        with open(picture, "rb") as file:
            self.picture = file.read()
        self.participant = DomainParticipant(DOMAIN)
        self.cameras, self.number = {}, 0
        self.playing, self.clock, self.shift = threading.Event(), None, 0
        threading.Thread(target=self.publish, daemon=True).start()

    def writer(self, topic, kind, qos):
        return DataWriter(self.participant, Topic(self.participant, topic, kind), qos=qos)

    def reader(self, topic, kind, qos):
        return DataReader(self.participant, Topic(self.participant, topic, kind), qos=qos)

    def publish(self):
        while self.playing.wait():
            now = time.time_ns() + self.shift
            stamp = Time(now // 10**9, now % 10**9)
            if self.clock is not None:
                self.clock.write(ros.Clock(stamp))
            for name, writer in list(self.cameras.items()):
                writer.write(ros.CompressedImage(Header(stamp, f"camera_{name}_optical_frame"), "jpeg", self.picture))
            time.sleep(0.1)

    def do_cameras(self, *names):
        begun = time.monotonic()
        added = {name: self.writer(f"rt/camera/{name}/image_raw/compressed", ros.CompressedImage, BEST_EFFORT) for name in names}
        wait("a subscription", lambda: all(len(one.get_matched_subscriptions()) > 0 for one in added.values()))
        self.cameras.update(added)
        return time.monotonic() - begun

    def do_drive(self, *names):
        for name in names:
            self.cameras[name] = self.writer(f"rt/camera/{name}/image_raw/compressed", ros.CompressedImage, BEST_EFFORT)

    def do_play(self, begin=None):
        if begin is not None:
            self.shift = begin * 10**9 - time.time_ns()
            self.clock = self.clock or self.writer("rt/clock", ros.Clock, RELIABLE)
        self.playing.set()

    def do_ask(self, service, question):
        replies = self.reader(f"rr{service}Reply", ros.AskResponse, RELIABLE)
        requests = self.writer(f"rq{service}Request", ros.AskRequest, RELIABLE)
        wait("the service", lambda: len(requests.get_matched_subscriptions()) > 0 and len(replies.get_matched_publications()) > 0)
        client = os.getpid() << 32 | 9
        self.number += 1

        def replied():
            for reply in replies.take(100):
                if getattr(reply, "client", None) == client and reply.number == self.number:
                    return reply.answer

        # A request that is sent amid the discovery may be lost.
        found, end = None, time.monotonic() + DEADLINE
        while found is None and time.monotonic() < end:
            requests.write(ros.AskRequest(client, self.number, question, [], [], ros.Duration(0, 0), 0, 0, ros.Duration(0, 0), 0))
            again = time.monotonic() + 10
            while found is None and time.monotonic() < again:
                found = replied()
                time.sleep(0.005)
        if found is None:
            raise SystemExit(f"{service}: no reply in {DEADLINE:.0f} s")
        return {"question": found.question, "status": found.status, "reason": found.reason, "stamp": found.header.stamp.sec,
                "views": [view.camera for view in found.views]}

    def do_nodes(self, count):
        graph, names = self.reader("ros_discovery_info", ros.ParticipantEntities16, LATCHED), set()

        def known():
            for info in graph.take(100):
                for node in getattr(info, "node_entities_info_seq", []):
                    names.add(node.node_namespace.rstrip("/") + "/" + node.node_name)
            return len(names) >= count

        wait(f"{count} nodes", known)
        return sorted(names)

    def do_hear(self, text):
        log, state = self.reader("rt/rosout", ros.Log, LATCHED), self.reader("rt/diagnostics", ros.DiagnosticArray, RELIABLE)
        heard = {}

        def both():
            for line in log.take(100):
                if text in getattr(line, "msg", ""):
                    heard["rosout"] = line.msg
            for array in state.take(100):
                for status in getattr(array, "status", []):
                    if text in status.message:
                        heard["diagnostics"] = status.message
            return len(heard) == 2

        wait(repr(text), both)
        return heard

    def do_watch(self):
        # The node learns of readers in this order: once it sends to the second, it does to the first.
        self.transitions = self.reader("rt/thinker3d/transition_event", ros.TransitionEvent, RELIABLE)
        self.parameters = self.reader("rt/parameter_events", ros.ParameterEvent, RELIABLE)
        self.changes = []
        wait("the events' publishers", lambda: all(len(one.get_matched_publications()) > 0 for one in (self.parameters, self.transitions)))

    def do_changes(self, count):
        def enough():
            for event in self.parameters.take(100):
                for one in getattr(event, "changed_parameters", []):
                    self.changes.append(f"{event.node} {one.name} {one.value.type} {one.value.integer_value}")
            for event in self.transitions.take(100):
                if hasattr(event, "transition"):
                    self.changes.append(f"{event.transition.label}: {event.start_state.label} to {event.goal_state.label}")
            return len(self.changes) >= count

        wait(f"{count} changes", enough)
        return sorted(self.changes)

    def do_flood(self, count):
        # What is latched on the graph's topic comes to each reader that the node has discovered.
        more = [DomainParticipant(DOMAIN) for _ in range(count)]
        deaf = [DataReader(one, Topic(one, "ros_discovery_info", ros.ParticipantEntities16), qos=LATCHED) for one in more]

        def heard(reader):
            return any(node.node_name == "thinker3d" for info in reader.take(100) for node in getattr(info, "node_entities_info_seq", []))

        def all_heard():
            deaf[:] = [reader for reader in deaf if not heard(reader)]
            return not deaf

        wait("the node, by each participant", all_heard)
        self.more = more

    def do_burst(self, name):
        writer = self.writer(f"rt/camera/{name}/image_raw/compressed", ros.CompressedImage, RELIABLE)
        large = self.picture + bytes(6_000_000)
        wait("a subscription", lambda: len(writer.get_matched_subscriptions()) > 0)
        print(json.dumps("bursting"), flush=True)
        while True:
            now = time.time_ns()
            writer.write(ros.CompressedImage(Header(Time(now // 10**9, now % 10**9), "x"), "jpeg", large))


def main():
    robot = Robot(sys.argv[2])
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        print(json.dumps(getattr(robot, "do_" + command)(*arguments)), flush=True)
    os._exit(0)


main()
