// Package report writes what the gate decided: as text, JSON, Markdown, SARIF and annotations.
//
// Every renderer is a pure function from a value to bytes. Whatever comes from input is made inert for
// its sink by one function of escape.go, and what is assembled passes [page], the only door out, which
// looks once more for what a workflow runner would obey.
package report
