// Package action serves ROS 2 actions over the topics and services of a bus.
package action
