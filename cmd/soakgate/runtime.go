package main

import (
	"runtime"
	"runtime/debug"
)

// A check lives for milliseconds, and most of them end before the heap would have been collected
// twice: collecting later costs nothing there. Large changes stay below the limit, which the runtime
// keeps by collecting more often; it is a wish and not a wall.
const (
	heapGrowthPercent = 400
	heapLimitBytes    = 54 << 20
)

// tuneRuntime makes the process fit its job. Comparing module files is one thread's work; a second
// processor would only wake up, spin and collect beside it, which costs a third of a small check.
func tuneRuntime() {
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(heapGrowthPercent)
	debug.SetMemoryLimit(heapLimitBytes)
}
