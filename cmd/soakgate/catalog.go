package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/soakgate/soakgate/gate/report"
	"github.com/soakgate/soakgate/policy"
	"github.com/soakgate/soakgate/policy/catalog"
)

func newCatalog(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "catalog",
		Short: "Show what soakgate knows about modules",
		Long:  "catalog shows the embedded table of modules: class, blast radius and reason. It needs no repository and no network.",
		Example: `  soakgate catalog lookup github.com/redis/go-redis/v9
  soakgate catalog list --format json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newCatalogLookup(w), newCatalogList(w))
	return c
}

func newCatalogLookup(w *world) *cobra.Command {
	var out outputFlags
	c := &cobra.Command{
		Use:     "lookup MODULE...",
		Short:   "Tell the class and blast radius of modules, and why",
		Example: "  soakgate catalog lookup go.opentelemetry.io/otel github.com/google/uuid",
		Args:    atLeastOne("one or more module paths"),
		RunE: func(_ *cobra.Command, modules []string) error {
			var found []policy.Classification
			for _, m := range modules {
				found = append(found, catalog.Lookup(m))
			}
			return w.writeCatalog(out, found)
		},
	}
	out.add(c, "text", "json")
	return c
}

func newCatalogList(w *world) *cobra.Command {
	var out outputFlags
	c := &cobra.Command{
		Use:     "list",
		Short:   "List every pattern of the catalogue",
		Example: "  soakgate catalog list | grep apm-tracing",
		Args:    exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			var rows []policy.Classification
			for _, r := range catalog.Table() {
				rows = append(rows, policy.Classification{Path: r.Pattern, Class: r.Class, Radius: r.Radius, Reason: r.Reason, Matched: r.Pattern})
			}
			return w.writeCatalog(out, rows)
		},
	}
	out.add(c, "text", "json")
	return c
}

func (w *world) writeCatalog(out outputFlags, rows []policy.Classification) error {
	if err := out.check(); err != nil {
		return err
	}
	return w.write(out, func(dst io.Writer) error {
		if out.format == "json" {
			return report.CatalogJSON(dst, rows)
		}
		return report.CatalogText(dst, rows, w.style(out))
	})
}
