// Package catalog knows modules by their paths: what kind of thing each one is in a running program
// (its class), how much a fault in it takes down (its blast radius), and why.
//
// # Rows
//
// The embedded files under table list one row a line: pattern, class, radius, reason. A pattern is a
// module path in one of three forms:
//
//	github.com/redis/go-redis        this module
//	go.opentelemetry.io/contrib/...  this module, and every module below it on whole path elements
//	go.opentelemetry.io/.../test     every module below it whose last element is test
//
// Patterns are written without major versions: the element /vN (N at least 2) anywhere after the
// owner, and .vN in gopkg.in, are taken out of a module path before it is compared. So one row holds
// for all majors, also for those to come. Paths are compared with their case, as Go does.
//
// The most specific row wins: an exact one, else one with a last element, else the longest prefix.
//
// # Modules that nobody listed
//
// A path without a row is judged by its words: path elements cut at "-", "_", "." and at changes from
// lower to upper case. The words of the module's name are asked first, then those of its owner (the
// GitHub account, or the host of a vanity path). Each is compared with the rules in fallback.go from
// top to bottom, and the first rule with a word in the path decides. Rules that make a module low
// come first but ask the name only, never the owner, and the reason always says that a word decided.
// A path without any known word is of class unknown and radius medium: never a silent low.
package catalog
