// Package actionlib serves actions of ROS 1: five topics below the action's name, of which the client of a simple action
// makes use as well. Unlike a simple server's, a new goal does not end the one before it: whoever serves may do one after
// another.
package actionlib
