package catalog

import (
	"fmt"
	"testing"
)

func BenchmarkParse(b *testing.B) {
	files := tableFiles(b)
	for b.Loop() {
		if _, err := parseFiles(files); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	for _, path := range []string{
		"github.com/redis/go-redis/v9",
		"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp",
		"github.com/acme/thing", // nobody listed it: words and look-alikes
	} {
		b.Run(path, func(b *testing.B) {
			Lookup(path)
			for b.Loop() {
				Lookup(path)
			}
		})
	}
}

func ExampleLookup() {
	for _, path := range []string{"github.com/gorilla/mux", "github.com/acme/fast-redis", "github.com/gorila/mux"} {
		c := Lookup(path)
		fmt.Printf("%s: %s, %s: %s\n", c.Path, c.Class, c.Radius, c.Reason)
		if c.LookAlike != "" {
			fmt.Println("is it meant to be", c.LookAlike+"?")
		}
	}
	// Output:
	// github.com/gorilla/mux: http-server, high: routes every request
	// github.com/acme/fast-redis: cache-client, high: nobody listed this module; the word "redis" in its name stands for cache-client
	// github.com/gorila/mux: http-server, high: nobody listed this module; the word "mux" in its name stands for http-server
	// is it meant to be github.com/gorilla/mux?
}
