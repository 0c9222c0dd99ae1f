package resource_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/soakgate/soakgate/diffing/resource"
)

// The order of the lines does not matter; what is written back is sorted.
func ExampleParseSeries() {
	series, err := resource.ParseSeries("soak.jsonl", strings.NewReader(`
{"pair":1,"arm":"candidate","component":"service","metric":"rss_bytes","kind":"gauge","t":5,"v":2100}
{"pair":1,"arm":"baseline","component":"service","metric":"rss_bytes","kind":"gauge","t":5,"v":2000}
{"limit":4096,"component":"service","metric":"rss_bytes"}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+v\n", series.Count())
	if err := resource.WriteSeries(os.Stdout, series); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {Samples:2 Metrics:1 Pairs:1}
	// {"limit":4096,"component":"service","metric":"rss_bytes"}
	// {"pair":1,"arm":"baseline","component":"service","metric":"rss_bytes","kind":"gauge","t":5,"v":2000}
	// {"pair":1,"arm":"candidate","component":"service","metric":"rss_bytes","kind":"gauge","t":5,"v":2100}
}

// Problems carry line and column, and come together.
func ExampleParseSeries_refused() {
	_, err := resource.ParseSeries("soak.jsonl", strings.NewReader(
		`{"pair":1,"arm":"base","component":"service","metric":"rss_bytes","kind":"gauge","t":5,"v":2000}
{"phase":"cool-down","t":60}`))
	fmt.Println(err)
	// Output:
	// soak.jsonl:1:17: unknown arm "base", expected "baseline" or "candidate"
	// soak.jsonl:2:10: unknown phase "cool-down", expected "drain"
}
