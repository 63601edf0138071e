"""A ROS 1 robot and its user, with rospy and actionlib: publishes pictures, asks by topic, service and action, and prints
what comes back.

    ros1_peer.py robot BAG QUESTION    with the pictures of a bag; the node is /robot/eye, its cloud is on /cloud
    ros1_peer.py listen COUNT          waits for so many answers of /thinker3d
    ros1_peer.py scenes COUNT CAMERA … waits for so many whole scenes of /thinker3d
    ros1_peer.py read BAG              what a bag recorded of them, by the definitions that the node gave with its messages

One JSON object on standard output, progress on standard error. It runs in the Python of Debian's ROS packages.
"""
import json
import subprocess
import sys
import threading
import time

import actionlib
import rosbag
import rospy
from actionlib_msgs.msg import GoalStatus, GoalStatusArray
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import PoseArray
from rosgraph_msgs.msg import Log
from sensor_msgs.msg import CameraInfo, CompressedImage, Image, PointCloud2
from std_msgs.msg import String
from tf2_msgs.msg import TFMessage
from thinker3d_msgs.msg import ReasonAction, ReasonActionFeedback, ReasonGoal, SpatialAnswer
from thinker3d_msgs.srv import Ask, AskRequest
from visualization_msgs.msg import MarkerArray

from published import Published

DEADLINE = 60.0
ATTEMPTS = 10


def note(text):
    print(text, file=sys.stderr, flush=True)


class Heard:
    """What came on each topic."""

    def __init__(self, topics):
        self.messages = {name: [] for name in topics}
        self.changed = threading.Condition()
        self.subscribers = [rospy.Subscriber(topic, kind, self.take, callback_args=name, queue_size=100) for name, (topic, kind) in topics.items()]

    def take(self, message, name):
        with self.changed:
            self.messages[name].append(message)
            self.changed.notify_all()

    def wait(self, name, fits=lambda message: True):
        """The first message that fits."""
        end = time.time() + DEADLINE
        with self.changed:
            while True:
                for message in self.messages[name]:
                    if fits(message):
                        return message
                if not self.changed.wait(end - time.time()):
                    raise SystemExit(f"nothing fitting came on {name}: {len(self.messages[name])} messages")


class Cameras(threading.Thread):
    """Publishes one moment after another: two compressed cameras, of which one has its info, and a raw one."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.front, self.left, self.info = self.first(path)
        self.publishers = [
            rospy.Publisher("/front/image_raw/compressed", CompressedImage, queue_size=2),
            rospy.Publisher("/left/image_raw/compressed", CompressedImage, queue_size=2),
            rospy.Publisher("/back/image_raw", Image, queue_size=2),
            rospy.Publisher("/front/camera_info", CameraInfo, queue_size=2),
        ]
        self.back = Image(height=48, width=64, encoding="bgr8", step=192, data=bytes(range(192)) * 48)
        self.stamps, self.ended = [], threading.Event()

    @staticmethod
    def first(path):
        wanted = ["/camera/front/image_raw/compressed", "/camera/left/image_raw/compressed", "/camera/front/camera_info"]
        found = {}
        with rosbag.Bag(path) as bag:
            for topic, message, _ in bag.read_messages(wanted):
                # What rosbag reads is of a class of its own.
                text = message.format if hasattr(message, "format") else None
                found.setdefault(topic, CompressedImage(format=text, data=message.data) if text else CameraInfo(height=message.height, width=message.width, K=message.K))
        return [found[topic] for topic in wanted]

    def run(self):
        while not self.ended.wait(0.1):
            stamp = rospy.Time.now()
            self.stamps.append(stamp.to_nsec())
            for name, message, publisher in zip(("front", "left", "back", "front"), (self.front, self.left, self.back, self.info), self.publishers):
                message.header.stamp, message.header.frame_id = stamp, name + "_optical_frame"
                publisher.publish(message)


def told(answer):
    return {"question": answer.question, "answer": answer.answer, "reasoning": answer.reasoning, "status": answer.status, "reason": answer.reason,
            "views": [view.camera for view in answer.views], "stamp": answer.header.stamp.to_nsec(), "frame_id": answer.header.frame_id,
            "view_stamps": [view.stamp.to_nsec() for view in answer.views], "scene_points": answer.scene_points, "model_id": answer.model_id}


def reason(question):
    """A goal that succeeds or fails by itself, and one that waits for views of the future and is cancelled."""
    client = actionlib.SimpleActionClient("/robot/eye/reason", ReasonAction)
    if not client.wait_for_server(rospy.Duration(DEADLINE)):
        raise SystemExit("no action server")
    stages, scenes = [], []

    def feedback(message):
        scenes.extend(scene.width * scene.height for scene in message.scene)

    # The client drops feedback that comes before its own send_goal has returned, so the stages are heard on the topic itself.
    progress = rospy.Subscriber("/robot/eye/reason/feedback", ReasonActionFeedback, lambda message: stages.append(message.feedback.stage))
    # Feedback and result come by different connections, and a client that has the result hears no feedback any more. So a scene
    # that is there just before the result may be missed, and is asked for again.
    for _ in range(ATTEMPTS):
        client.send_goal(ReasonGoal(question=question), feedback_cb=feedback)
        if not client.wait_for_result(rospy.Duration(DEADLINE)):
            raise SystemExit("no result")
        if scenes:
            break
    progress.unregister()
    first = {"state": client.get_state(), "answer": told(client.get_result().answer), "stages": sorted(set(stages)), "scenes": scenes}
    accepted = threading.Event()
    statuses = rospy.Subscriber("/robot/eye/reason/status", GoalStatusArray, lambda message: [accepted.set() for s in message.status_list if s.status == GoalStatus.PENDING])
    client.send_goal(ReasonGoal(question=question, maximum_age=rospy.Duration(0, 1)))
    if not accepted.wait(DEADLINE):
        raise SystemExit("the goal is not pending")
    statuses.unregister()
    client.cancel_goal()
    if not client.wait_for_result(rospy.Duration(DEADLINE)):
        raise SystemExit("no result of the cancelled goal")
    second = {"state": client.get_state(), "answer": told(client.get_result().answer)}
    client.send_goal(ReasonGoal(question=question, cameras=["rear"]))
    client.wait_for_result(rospy.Duration(DEADLINE))
    return first, second, {"state": client.get_state(), "text": client.get_goal_status_text()}


def tool(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=True).stdout.strip()


def robot(path, question):
    rospy.init_node("user", anonymous=True)
    heard = Heard({
        "answers": ("/robot/eye/answer", SpatialAnswer), "texts": ("/robot/eye/answer_text", String), "clouds": ("/cloud", PointCloud2),
        "poses": ("/robot/eye/camera_poses", PoseArray), "transforms": ("/tf", TFMessage), "diagnostics": ("/diagnostics", DiagnosticArray), "log": ("/rosout", Log),
    })
    cameras = Cameras(path)
    cameras.start()
    note("waiting for the answer to the question of the parameter server")
    by_itself = heard.wait("answers", lambda answer: answer.question == "What is in front?")
    note("asking by topic")
    echo = subprocess.Popen(["rostopic", "echo", "-n", "1", "/cloud/header/frame_id"], stdout=subprocess.PIPE, text=True)
    asked = rospy.Publisher("/robot/eye/question", String, queue_size=1)
    while echo.poll() is None and not rospy.is_shutdown():
        asked.publish(question)
        rospy.sleep(0.5)
    answer = heard.wait("answers", lambda answer: answer.question == question)
    cloud = heard.wait("clouds", lambda cloud: cloud.header.stamp == answer.header.stamp)
    note("asking by service")
    ask = rospy.ServiceProxy("/robot/eye/ask", Ask, persistent=True)
    ask.wait_for_service(DEADLINE)
    response, refused = ask(question=question, cameras=["left", "front"]), ask(question=question, cameras=["rear"])
    chosen = ask(question="Where is it?", choices=["left", "right", "behind"], mode=AskRequest.MODE_CHOICES, maximum_thinking_tokens=-1,
                 deadline=rospy.Duration(600), priority=1).answer
    note("asking by action")
    first, second, third = reason(question)
    diagnostics = heard.wait("diagnostics")
    heard.wait("log", lambda line: line.name == "/robot/eye")
    result = {
        "by_itself": told(by_itself), "answer": told(answer), "service": told(response.answer), "refused": told(refused.answer),
        "chosen": {"answer": chosen.answer, "status": chosen.status, "mode": chosen.mode, "choices": chosen.choices, "probabilities": list(chosen.choice_probabilities), "cut": chosen.thinking_cut},
        "goal": first, "cancelled": second, "rejected": third,
        "cloud": {"frame_id": cloud.header.frame_id, "points": cloud.width * cloud.height, "bytes": len(cloud.data), "step": cloud.point_step, "fields": [f.name for f in cloud.fields]},
        "poses": len(heard.wait("poses").poses), "transforms": [[t.header.frame_id, t.child_frame_id] for t in heard.wait("transforms").transforms],
        "diagnostics": [[status.name, ord(status.level) if isinstance(status.level, bytes) else status.level] for status in diagnostics.status],
        "log": [line.msg for line in heard.messages["log"] if line.name == "/robot/eye"],
        "echo": echo.stdout.read().strip(), "answer_type": tool("rostopic", "type", "/robot/eye/answer"), "service_type": tool("rosservice", "type", "/robot/eye/ask"),
        "service_node": tool("rosservice", "node", "/robot/eye/ask"), "info": tool("rosnode", "info", "/robot/eye"), "ping": tool("rosnode", "ping", "-c", "1", "/robot/eye"),
        "stamps": cameras.stamps,
    }
    cameras.ended.set()
    print(json.dumps(result))


def listen(count):
    rospy.init_node("listener", anonymous=True)
    heard = Heard({"answers": ("/thinker3d/answer", SpatialAnswer)})
    note("listening")
    heard.wait("answers", lambda _: len(heard.messages["answers"]) >= int(count))
    print(json.dumps({"answers": [told(answer) for answer in heard.messages["answers"]], "sim": rospy.get_param("/use_sim_time")}))


def scenes(count, *cameras):
    rospy.init_node("viewer", anonymous=True)
    published = Published(cameras)
    kinds = {kind.__name__: kind for kind in (SpatialAnswer, PointCloud2, PoseArray, MarkerArray, TFMessage, Image, CameraInfo)}
    # One thread after another adds what came.
    changed = threading.Condition()

    def take(message, add):
        with changed:
            add(message)
            changed.notify_all()

    for topic, kind, add in published.topics("/thinker3d"):
        rospy.Subscriber(topic, kinds[kind], take, callback_args=add, queue_size=100)
    with changed:
        if not changed.wait_for(lambda: len(published.whole()) >= int(count), DEADLINE):
            raise SystemExit(f"not {count} whole scenes came: {published.summary()}")
    print(json.dumps(published.whole()[:int(count)]))


def read(path):
    with rosbag.Bag(path) as bag:
        types = {topic: [info.msg_type, info.message_count] for topic, info in bag.get_type_and_topic_info().topics.items()}
        questions = [message.question for _, message, _ in bag.read_messages("/thinker3d/answer")]
        clouds = [message for _, message, _ in bag.read_messages("/thinker3d/points")]
        fields, frames = [[field.name for field in cloud.fields] for cloud in clouds], sorted({cloud.header.frame_id for cloud in clouds})
        metric = [message.scale_known for _, message, _ in bag.read_messages("/thinker3d/answer")]
    print(json.dumps({"types": types, "questions": questions, "fields": fields[:1], "frames": frames, "metric": metric}))


{"robot": robot, "listen": listen, "scenes": scenes, "read": read}[sys.argv[1]](*sys.argv[2:])
