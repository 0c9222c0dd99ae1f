package main

import "runtime/debug"

// A check lives for milliseconds, and most of them end before the heap would have been collected
// twice: collecting later costs nothing there. Large changes stay below the limit, which the runtime
// keeps by collecting more often; it is a wish and not a wall.
const (
	heapGrowthPercent = 400
	heapLimitBytes    = 54 << 20
)

func tuneMemory() {
	debug.SetGCPercent(heapGrowthPercent)
	debug.SetMemoryLimit(heapLimitBytes)
}
