// Package diffing compares two states of a repository's Go module files.
//
// It takes bytes ([Tree]), parses them strictly into a [ModuleSet], and lists what differs as a
// sorted slice of [Change]. It opens no file, starts no process and asks no network: the rooms
// below it (diffing/revision, diffing/modgraph) do that and hand their results in as values.
package diffing
