"""Starts thinker3d: ros2 launch thinker3d thinker3d.launch.py config:=/path/to/thinker3d.yaml"""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node


def generate_launch_description():
    return LaunchDescription([
        DeclareLaunchArgument("config", description="configuration file, as `thinker3d config` prints one"),
        DeclareLaunchArgument("name", default_value="thinker3d", description="name of the node"),
        DeclareLaunchArgument("namespace", default_value="", description="namespace of the node; empty is /"),
        DeclareLaunchArgument("use_sim_time", default_value="false", description="take the time from /clock"),
        DeclareLaunchArgument("autostart", default_value="true", description="false waits for a life cycle manager"),
        DeclareLaunchArgument("log_level", default_value="info", description="debug, info, warn or error"),
        Node(
            package="thinker3d", executable="thinker3d", output="screen",
            name=LaunchConfiguration("name"), namespace=LaunchConfiguration("namespace"),
            arguments=["run", "--config", LaunchConfiguration("config")],
            ros_arguments=["--log-level", LaunchConfiguration("log_level")],
            parameters=[{
                "use_sim_time": LaunchConfiguration("use_sim_time"),
                "node.autostart": LaunchConfiguration("autostart"),
            }],
        ),
    ])
