// Package suite asks recordings the questions of a suite file, judges the answers, and compares them with those accepted before.
package suite
