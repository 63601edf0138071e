"""What a node has published of its scenes, as JSON; alike for the messages of ROS 1 and of ROS 2, which name the same fields."""
import base64


def nanos(stamp):
    return stamp.to_nsec() if hasattr(stamp, "to_nsec") else stamp.sec * 10**9 + stamp.nanosec


def place(point):
    return [point.x, point.y, point.z]


def posed(pose):
    turned = pose.orientation
    return place(pose.position) + [turned.x, turned.y, turned.z, turned.w]


def headed(message, **more):
    return {"stamp": nanos(message.header.stamp), "frame_id": message.header.frame_id, **more}


def raster(message, **more):
    """A picture or a cloud, with its bytes."""
    return headed(message, height=message.height, width=message.width, big_endian=bool(message.is_bigendian),
                  data=base64.b64encode(bytes(message.data)).decode(), **more)


def answer(message):
    views = [{"camera": view.camera, "stamp": nanos(view.stamp), "frame_id": view.frame_id} for view in message.views]
    return headed(message, question=message.question, answer=message.answer, reason=message.reason, scale_known=message.scale_known,
                  scene_points=message.scene_points, views=views)


def cloud(message):
    fields = {field.name: [field.offset, field.datatype, field.count] for field in message.fields}
    return raster(message, step=message.point_step, row_step=message.row_step, fields=fields)


def poses(message):
    return headed(message, poses=[posed(pose) for pose in message.poses])


def markers(message):
    return {"stamp": nanos(message.markers[-1].header.stamp), "markers": [
        headed(m, ns=m.ns, id=m.id, type=m.type, action=m.action, text=m.text, pose=posed(m.pose), points=[place(p) for p in m.points]) for m in message.markers]}


def frames(message):
    """The frames of the scene's cameras, if the message has any: the robot's own are on the same topic."""
    found = {}
    for one in message.transforms:
        if one.child_frame_id.startswith("thinker3d_scene/"):
            turned = one.transform.rotation
            found[one.child_frame_id] = headed(one, pose=place(one.transform.translation) + [turned.x, turned.y, turned.z, turned.w])
    return {"stamp": next(iter(found.values()))["stamp"], "frames": found} if found else None


def depth(message):
    return raster(message, step=message.step, encoding=message.encoding)


def info(message):
    matrix = message.k if hasattr(message, "k") else message.K
    return headed(message, height=message.height, width=message.width, k=list(matrix))


class Published:
    """Keeps what came, by stamp; a scene is whole when all of it has come."""

    def __init__(self, cameras):
        self.cameras = cameras
        self.scenes = {}

    def topics(self, node):
        """Each topic with the name of its message's type, and what takes such a message."""
        def take(name, tell):
            return lambda message: self.add(name, tell(message))

        def take_frames(message):
            if told := frames(message):
                self.add("frames", told)

        def take_of(camera, name, tell):
            # A camera's depth has the stamp of its own picture.
            return lambda message: self.add(f"{name} {camera}", tell(message))

        yield node + "/answer", "SpatialAnswer", take("answer", answer)
        yield node + "/points", "PointCloud2", take("cloud", cloud)
        yield node + "/camera_poses", "PoseArray", take("poses", poses)
        yield node + "/markers", "MarkerArray", take("markers", markers)
        yield "/tf", "TFMessage", take_frames
        for camera in self.cameras:
            yield f"{node}/depth/{camera}", "Image", take_of(camera, "depth", depth)
            yield f"{node}/depth/{camera}/camera_info", "CameraInfo", take_of(camera, "info", info)

    def add(self, name, told):
        self.scenes.setdefault(name, {})[told["stamp"]] = told

    def whole(self):
        """The scenes of which everything has come, oldest first."""
        found = []
        for stamp, told in sorted(self.scenes.get("answer", {}).items()):
            scene = {"answer": told}
            for name in "cloud", "poses", "markers", "frames":
                scene[name] = self.scenes.get(name, {}).get(stamp)
            for name in "depth", "info":
                scene[name] = {view["camera"]: self.scenes.get(f"{name} {view['camera']}", {}).get(view["stamp"]) for view in told["views"]}
            if told["views"] and all(scene.values()) and all(scene["depth"].values()) and all(scene["info"].values()):
                found.append(scene)
        return found

    def summary(self):
        return {name: len(told) for name, told in self.scenes.items()}
