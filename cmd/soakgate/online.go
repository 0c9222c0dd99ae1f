package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/diffing/modgraph"
)

// proxyClient asks the module proxy and the module index. One answer may take long, never for ever.
func proxyClient() *http.Client { return &http.Client{Timeout: 30 * time.Second} }

// markRetracted asks the module proxy about every version that a change brings. One that its publisher
// took back blocks; a module that is deprecated is told.
func markRetracted(ctx context.Context, changes []diffing.Change) []diffing.Notice {
	var modules []module.Version
	for _, c := range changes {
		if v, ok := broughtBy(c); ok && !slices.Contains(modules, v) {
			modules = append(modules, v)
		}
	}
	unknown := 0
	found := map[module.Version]modgraph.Retraction{}
	for _, r := range modgraph.Retractions(ctx, proxyClient(), modules, modgraph.Options{}) {
		found[module.Version{Path: r.Path, Version: r.Version}] = r
		if r.Unknown != "" {
			unknown++
		}
	}
	for i := range changes {
		c := &changes[i]
		v, ok := broughtBy(*c)
		r := found[v]
		if !ok || r.Unknown != "" {
			continue
		}
		if r.Retracted && c.Danger == "" {
			c.Danger = fmt.Sprintf("its publisher retracted %s: %.200q", v, r.Rationale)
		}
		if r.Deprecated != "" {
			c.Notes = append(c.Notes, fmt.Sprintf("deprecated: %.200q", r.Deprecated))
		}
	}
	if unknown == 0 {
		return nil
	}
	return []diffing.Notice{{Code: "retractions-unknown", Message: fmt.Sprintf("whether %d of %d new versions are retracted is not known: they are private, or the module proxy does not tell", unknown, len(modules))}}
}

// broughtBy is the module version that head builds because of a change.
func broughtBy(c diffing.Change) (module.Version, bool) {
	if c.Kind == diffing.KindDirective || c.Kind == diffing.KindChecksum || c.Kind == diffing.KindModuleFile || c.Kind == diffing.KindVendor {
		return module.Version{}, false
	}
	v := module.Version{Path: c.Path, Version: c.To}
	if c.ReplaceTo != "" {
		v.Path, v.Version, _ = strings.Cut(c.ReplaceTo, "@")
	}
	return v, module.Check(v.Path, v.Version) == nil
}
