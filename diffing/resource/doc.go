// Package resource compares what baseline and candidate used: series in, [Comparison] out.
//
// [ParseSeries] reads what a soak recorded and refuses what cannot be judged; [WriteSeries] writes it.
package resource
