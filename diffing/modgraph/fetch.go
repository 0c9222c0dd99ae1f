package modgraph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/module"
)

// Bounds on one answer of a proxy or index.
const (
	maxAnswerBytes = 4 << 20
	answerTimeout  = 30 * time.Second
)

// The ways in which a proxy has no answer. Their texts are the whole message: URLs can hold
// credentials, and servers choose their words.
var (
	errNotFound    = errors.New("not found")
	errRefused     = errors.New("refused")
	errUnreachable = errors.New("could not be reached")
	errOversized   = errors.New("answered more than soakgate reads")
	errNoProxy     = errors.New("no proxy may be asked (GOPROXY)")
)

// fetcher gets files of the module proxy protocol and of the index.
type fetcher struct {
	client  *http.Client
	proxies []proxy
}

// newFetcher takes over the client's transport, and bounds what it does by itself.
func newFetcher(client *http.Client, proxies []proxy) fetcher {
	bounded := http.Client{}
	if client != nil {
		bounded = *client
	}
	if bounded.Timeout == 0 {
		bounded.Timeout = answerTimeout
	}
	bounded.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		if req.URL.Scheme != via[0].URL.Scheme || len(via) >= 5 {
			return errRefused
		}
		return nil
	}
	return fetcher{&bounded, proxies}
}

// versionFile gets PATH/@v/VERSION.ext from the first proxy that has it.
func (f fetcher) versionFile(ctx context.Context, m module.Version, ext string) ([]byte, error) {
	path, err := module.EscapePath(m.Path)
	if err != nil {
		return nil, fmt.Errorf("module path %q: %w", m.Path, err)
	}
	version, err := module.EscapeVersion(m.Version)
	if err != nil {
		return nil, fmt.Errorf("version %q: %w", m.Version, err)
	}
	return f.first(ctx, path+"/@v/"+version+ext)
}

// first asks the proxies in turn, as GOPROXY's separators say.
func (f fetcher) first(ctx context.Context, file string) ([]byte, error) {
	err := errNoProxy
	for _, p := range f.proxies {
		var data []byte
		data, err = f.get(ctx, p.url, file)
		if err == nil {
			return data, nil
		}
		if !p.fallThrough && !errors.Is(err, errNotFound) {
			return nil, err
		}
	}
	return nil, err
}

// get reads one file below a base address.
func (f fetcher) get(ctx context.Context, base, file string) ([]byte, error) {
	address, err := url.Parse(base)
	if err != nil {
		return nil, errRefused
	}
	switch address.Scheme {
	case "file":
		return readLocal(filepath.Join(filepath.FromSlash(address.Path), filepath.FromSlash(file)))
	case "http", "https":
		return f.getHTTP(ctx, address.JoinPath(file).String())
	}
	return nil, errRefused
}

func readLocal(name string) ([]byte, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNotFound
	}
	if err != nil {
		return nil, errUnreachable
	}
	defer file.Close()
	return readBounded(file)
}

func (f fetcher) getHTTP(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errRefused
	}
	resp, err := f.client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errUnreachable
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		return readBounded(resp.Body)
	case http.StatusNotFound, http.StatusGone:
		return nil, errNotFound
	}
	return nil, errRefused
}

func readBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxAnswerBytes+1))
	switch {
	case err != nil:
		return nil, errUnreachable
	case len(data) > maxAnswerBytes:
		return nil, errOversized
	}
	return data, nil
}
