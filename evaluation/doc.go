// Package evaluation answers: how well does it answer? Its sub-packages ask recordings and question files, and judge what comes back.
//
// It is a folder of its own beside node because it judges what node publishes: node must not know what an expectation is, and cmd only
// reads flags.
package evaluation
