// Package action holds the messages that all actions share, action_msgs.
package action
