package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/config/rosargs"
	"github.com/thinker3d/thinker3d/topics/ros1"
)

// loadRun reads the settings of a live node: ros are the arguments after --ros-args, rest those that ROS 1 gives.
func (s *settings) loadRun(ros, rest []string) (config.Config, rosargs.Arguments, error) {
	file, err := config.Load(s.path)
	if err != nil {
		return file, rosargs.Arguments{}, err
	}
	var arguments rosargs.Arguments
	switch cmp.Or(s.ros, file.Topics.ROS) {
	case config.ROS1:
		arguments, err = ros1Arguments(file.Node, ros, rest)
	default:
		if len(rest) > 0 {
			return file, arguments, fmt.Errorf("argument %q: unknown (name:=value is for --ros 1; on ROS 2 it is --ros-args -r from:=to)", rest[0])
		}
		arguments, err = rosargs.Parse(ros)
	}
	if err != nil {
		return file, arguments, err
	}
	cfg, err := s.loadFor(arguments)
	return cfg, arguments, err
}

// ros1Arguments reads what a node of ROS 1 is told, by its arguments and by the parameter server.
func ros1Arguments(node config.Node, ros, rest []string) (rosargs.Arguments, error) {
	if len(ros) > 0 {
		return rosargs.Arguments{}, errors.New("--ros-args is for ROS 2; on ROS 1 the arguments are name:=value")
	}
	arguments, err := rosargs.ParseROS1(rest)
	if err != nil {
		return arguments, err
	}
	if namespace := os.Getenv("ROS_NAMESPACE"); arguments.Namespace == "" && namespace != "" {
		arguments.Namespace = "/" + strings.Trim(namespace, "/")
	}
	options := ros1.Options{
		Name: cmp.Or(arguments.NodeName, node.Name), Namespace: cmp.Or(arguments.Namespace, node.Namespace),
		Master: arguments.Master, Host: arguments.Host,
	}
	own, err := arguments.ForServer()
	if err != nil {
		return arguments, err
	}
	if err := ros1.SetParameters(options, own); err != nil {
		return arguments, err
	}
	values, err := ros1.Parameters(options)
	arguments.Server = rosargs.OfServer(values)
	return arguments, err
}
