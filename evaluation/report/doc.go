// Package report shows the results of a suite: as text, as JUnit XML, and as one page of HTML that needs nothing else.
package report
