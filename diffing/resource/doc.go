// Package resource compares what baseline and candidate used: series in, [Comparison] out.
package resource
