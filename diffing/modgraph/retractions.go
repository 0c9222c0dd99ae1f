package modgraph

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// Retraction is what the authors of a module say about one of its versions. They say it in the go.mod
// of the newest version, so nothing that was required before tells. Rationale and Deprecated are free
// text of strangers: escape them.
type Retraction struct {
	Path, Version string
	Retracted     bool
	Rationale     string // of the retraction; may be empty
	Deprecated    string // why the whole module should not be used any more; empty when it is not said
	Unknown       string // why nothing is known; empty when something is
}

// Retractions asks the module proxy about each version, sorted by path and version. Private modules
// are never asked about. Opts.Environ holds GOPROXY and GOPRIVATE.
func Retractions(ctx context.Context, client *http.Client, modules []module.Version, opts Options) []Retraction {
	user := settingsOf(opts.Environ)
	fetch := newFetcher(client, proxies(ctx, user, opts))
	var all []Retraction
	for _, m := range modules {
		r := Retraction{Path: m.Path, Version: m.Version}
		if isPrivate(user, m.Path) {
			r.Unknown = "private"
		} else if file, err := fetch.newestModFile(ctx, m.Path); err != nil {
			r.Unknown = err.Error()
		} else {
			r.read(file)
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Retraction) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Version, b.Version))
	})
	return all
}

func (r *Retraction) read(file *modfile.File) {
	if file.Module != nil {
		r.Deprecated = file.Module.Deprecated
	}
	for _, line := range file.Retract {
		if semver.Compare(line.Low, r.Version) <= 0 && semver.Compare(r.Version, line.High) <= 0 {
			r.Retracted, r.Rationale = true, line.Rationale
			return
		}
	}
}

// newestModFile gets the go.mod of the highest release, or of the highest prerelease where there is no
// release, as the go command does.
func (f fetcher) newestModFile(ctx context.Context, path string) (*modfile.File, error) {
	escaped, err := module.EscapePath(path)
	if err != nil {
		return nil, fmt.Errorf("module path %q: %w", path, err)
	}
	list, err := f.first(ctx, escaped+"/@v/list")
	if err != nil {
		return nil, fmt.Errorf("module proxy: %w", err)
	}
	versions := slices.DeleteFunc(strings.Fields(string(list)), func(v string) bool { return !semver.IsValid(v) })
	if len(versions) == 0 {
		return nil, fmt.Errorf("module proxy: no tagged version")
	}
	newest := slices.MaxFunc(versions, func(a, b string) int {
		released := func(v string) int { return min(1, len(semver.Prerelease(v))) }
		return cmp.Or(cmp.Compare(released(b), released(a)), semver.Compare(a, b))
	})
	data, err := f.versionFile(ctx, module.Version{Path: path, Version: newest}, ".mod")
	if err != nil {
		return nil, fmt.Errorf("module proxy: %w", err)
	}
	// Lax is right here only: this is another project's file, possibly of a newer Go, and only its
	// retract lines and deprecation are wanted. ParseLax keeps them.
	file, err := modfile.ParseLax("go.mod", data, nil)
	if err != nil {
		return nil, fmt.Errorf("module proxy: the newest go.mod cannot be parsed")
	}
	return file, nil
}

func isPrivate(user map[string]string, path string) bool {
	return module.MatchPrefixPatterns(user["GONOPROXY"], path) || module.MatchPrefixPatterns(user["GOPRIVATE"], path)
}
