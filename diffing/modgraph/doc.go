// Package modgraph asks what module files alone do not tell: the go command which versions it
// selects and why ([BuildLists]), the toolchain at hand for its GODEBUG table ([GodebugTable]), the
// public module index when a version was first seen ([FirstSeen]), and module proxies which versions
// their authors withdrew ([Retractions]).
//
// It trusts nothing of the tree under review: the go command runs in a scratch folder that holds
// module files only, with an environment built from an allow-list.
package modgraph
