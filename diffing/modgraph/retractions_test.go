package modgraph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/goproxytest"
	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing/modgraph"
)

func TestRetractions(t *testing.T) {
	proxy := goproxytest.NewTestServer(t, "testdata/mod", "")
	opts := modgraph.Options{Environ: []string{"GOPROXY=" + proxy.URL, "GOPRIVATE=example.com/secret"}}
	got := modgraph.Retractions(t.Context(), nil, []module.Version{
		{Path: "example.com/secret", Version: "v1.0.0"}, {Path: "example.com/r", Version: "v1.2.0"}, {Path: "example.com/r", Version: "v1.0.0"},
		{Path: "example.com/nowhere", Version: "v1.0.0"}, {Path: "example.com/b", Version: "v1.0.0"},
	}, opts)
	const deprecated = "use example.com/r/v2."
	want := []modgraph.Retraction{
		{Path: "example.com/b", Version: "v1.0.0"},
		{Path: "example.com/nowhere", Version: "v1.0.0", Unknown: "module proxy: not found"},
		{Path: "example.com/r", Version: "v1.0.0", Retracted: true, Rationale: "leaks connections", Deprecated: deprecated},
		{Path: "example.com/r", Version: "v1.2.0", Deprecated: deprecated},
		{Path: "example.com/secret", Version: "v1.0.0", Unknown: "private"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
