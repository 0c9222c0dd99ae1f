package modgraph

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"golang.org/x/mod/module"
)

// Index is the public list of module versions in the order in which the world first asked for them.
type Index struct {
	URL      string // empty: https://index.golang.org/index
	MaxPages int    // read for one module; zero: 5
}

// DefaultIndex is asked where [Index] names none.
const DefaultIndex = "https://index.golang.org/index"

const (
	defaultMaxPages = 5
	pageEntries     = 2000 // the most that the index gives at once
)

// Observation is when a module version was first seen by somebody other than its publisher.
type Observation struct {
	Path, Version string
	Time          time.Time // zero when unknown
	Source        string    // host of the index
	Unknown       string    // why there is no time; empty when there is
}

// FirstSeen looks up when each module version entered the index, sorted by path and version.
//
// The time that a version states itself (in its commit, and so in the proxy's .info file) is set by
// its publisher: it only says where to begin to read, shortly before it, and a false one leads to
// "unknown", never to "old". Private modules (GOPRIVATE, GONOPROXY) are never asked about. With
// GOPROXY=off nothing is asked at all. Opts.Environ holds these settings.
func FirstSeen(ctx context.Context, client *http.Client, index Index, modules []module.Version, opts Options) []Observation {
	user := settingsOf(opts.Environ)
	s := newScan(index, newFetcher(client, proxies(ctx, user, opts)))
	var seen []Observation
	for _, m := range modules {
		o := Observation{Path: m.Path, Version: m.Version, Source: s.host}
		if isPrivate(user, m.Path) {
			o.Unknown = "private"
		} else if t, err := s.find(ctx, m); err != nil {
			o.Unknown = err.Error()
		} else {
			o.Time = t
		}
		seen = append(seen, o)
	}
	slices.SortFunc(seen, func(a, b Observation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Version, b.Version))
	})
	return seen
}

// scan reads the index forward. Modules that are released together share its pages.
type scan struct {
	index  Index
	host   string
	fetch  fetcher
	pages  map[string][]indexEntry // by "since"
	badURL error
}

type indexEntry struct {
	Path, Version string
	Timestamp     time.Time
}

func newScan(index Index, fetch fetcher) *scan {
	index.URL = cmp.Or(index.URL, DefaultIndex)
	index.MaxPages = cmp.Or(index.MaxPages, defaultMaxPages)
	s := &scan{index: index, fetch: fetch, pages: map[string][]indexEntry{}}
	address, err := url.Parse(index.URL)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		s.badURL = fmt.Errorf("the address of the module index is not one: expected https://host/path")
		return s
	}
	s.host = address.Host
	return s
}

// find returns the index's time for m.
func (s *scan) find(ctx context.Context, m module.Version) (time.Time, error) {
	if s.badURL != nil {
		return time.Time{}, s.badURL
	}
	claimed, err := s.claimed(ctx, m)
	if err != nil {
		return time.Time{}, err
	}
	// Rounding lets siblings of one release begin at the same page; the hour before covers clocks that
	// go wrong a little.
	since := claimed.UTC().Truncate(time.Hour).Add(-time.Hour)
	for range s.index.MaxPages {
		entries, err := s.page(ctx, since)
		if err != nil {
			return time.Time{}, fmt.Errorf("module index: %w", err)
		}
		for _, e := range entries {
			if e.Path == m.Path && e.Version == m.Version {
				return e.Timestamp, nil
			}
		}
		if len(entries) < pageEntries {
			return time.Time{}, fmt.Errorf("not in the module index since %s, which is its own time less an hour", since.Format(time.RFC3339))
		}
		last := entries[len(entries)-1].Timestamp
		if !last.After(since) {
			return time.Time{}, fmt.Errorf("the module index does not advance past %s", since.Format(time.RFC3339))
		}
		since = last
	}
	return time.Time{}, fmt.Errorf("not on %d pages of the module index from its own time on", s.index.MaxPages)
}

// claimed is the time that the publisher gives the version.
func (s *scan) claimed(ctx context.Context, m module.Version) (time.Time, error) {
	data, err := s.fetch.versionFile(ctx, m, ".info")
	if err != nil {
		return time.Time{}, fmt.Errorf("module proxy: %w", err)
	}
	var info struct{ Time time.Time }
	if err := json.Unmarshal(data, &info); err != nil || info.Time.IsZero() {
		return time.Time{}, fmt.Errorf("module proxy: no time in the version's .info file")
	}
	return info.Time, nil
}

// page reads the entries from an instant on, oldest first.
func (s *scan) page(ctx context.Context, since time.Time) ([]indexEntry, error) {
	key := since.Format(time.RFC3339Nano)
	if entries, ok := s.pages[key]; ok {
		return entries, nil
	}
	address, err := url.Parse(s.index.URL)
	if err != nil {
		return nil, errRefused
	}
	query := address.Query()
	query.Set("since", key)
	query.Set("limit", strconv.Itoa(pageEntries))
	address.RawQuery = query.Encode()
	data, err := s.fetch.getHTTP(ctx, address.String())
	if err != nil {
		return nil, err
	}
	entries, err := parseIndex(data, since)
	if err == nil {
		s.pages[key] = entries
	}
	return entries, err
}

// parseIndex reads JSON lines. An entry before since, or out of order, is not what was asked for: a
// server that answers so could make anything look old.
func parseIndex(data []byte, since time.Time) ([]indexEntry, error) {
	var entries []indexEntry
	lines := bufio.NewScanner(bytes.NewReader(data))
	for earliest := since; lines.Scan(); {
		var e indexEntry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil || e.Path == "" || e.Version == "" {
			return nil, fmt.Errorf("line %d is not an entry", len(entries)+1)
		}
		if e.Timestamp.Before(earliest) {
			return nil, fmt.Errorf("line %d is earlier than what precedes it", len(entries)+1)
		}
		earliest = e.Timestamp
		entries = append(entries, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", len(entries)+1, err)
	}
	return entries, nil
}
