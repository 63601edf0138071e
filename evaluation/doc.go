// Package evaluation holds what tells how well the model answers: benchmarks, suites and their reports.
package evaluation
