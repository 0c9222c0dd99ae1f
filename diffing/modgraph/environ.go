package modgraph

import (
	"context"
	"os"
	"strings"
)

// passed lists what a child takes over from the user's environment: where modules come from and are
// kept, and how the network is reached. Nothing of it can start another program. GOFLAGS, GOENV,
// GOINSECURE, GOAUTH and the rest of the environment stay behind.
var passed = []string{
	"GOCACHE", "GOMODCACHE", "GONOPROXY", "GONOSUMDB", "GOPATH", "GOPRIVATE", "GOSUMDB", "HOME",
	"HTTPS_PROXY", "HTTP_PROXY", "LOCALAPPDATA", "NO_PROXY", "SSL_CERT_DIR", "SSL_CERT_FILE", "SYSTEMROOT",
	"TMPDIR", "USERPROFILE", "http_proxy", "https_proxy", "no_proxy",
}

// childEnviron builds the environment of the go command. bin is the folder of the go command, the
// only one on its PATH.
func childEnviron(user map[string]string, bin string) []string {
	environ := []string{
		"CGO_ENABLED=0", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GO111MODULE=on", "GOENV=off", "GOINSECURE=",
		"GOTOOLCHAIN=local", "GOVCS=*:off", "LC_ALL=C", "PATH=" + bin,
	}
	if user["GOPROXY"] != "" { // else the go command's own default; GOVCS keeps its "direct" from running anything
		environ = append(environ, "GOPROXY="+formatProxies(parseProxies(user["GOPROXY"])))
	}
	for _, name := range passed {
		if value, ok := user[name]; ok {
			environ = append(environ, name+"="+value)
		}
	}
	return environ
}

// proxy is one entry of GOPROXY.
type proxy struct {
	url string
	// fallThrough is set when any failure leads to the next proxy ("|"), not only "not found" (",").
	fallThrough bool
}

// proxies lists where modules are asked for: as the user says, else as the go command at hand says by
// default; nowhere where there is none.
func proxies(ctx context.Context, user map[string]string, opts Options) []proxy {
	if user["GOPROXY"] != "" {
		return parseProxies(user["GOPROXY"])
	}
	g, err := newGoCommand(opts)
	if err != nil {
		return nil
	}
	out, _, err := g.run(ctx, mode{folder: os.TempDir()}, "env", "GOPROXY")
	if err != nil {
		return nil
	}
	return parseProxies(strings.TrimSpace(string(out)))
}

// parseProxies reads a GOPROXY value. "direct" is left out; nothing after "off" counts.
func parseProxies(goproxy string) []proxy {
	var proxies []proxy
	for rest := goproxy; rest != ""; {
		entry, fallThrough := rest, false
		rest = ""
		if end := strings.IndexAny(entry, ",|"); end >= 0 {
			entry, rest, fallThrough = entry[:end], entry[end+1:], entry[end] == '|'
		}
		switch entry = strings.TrimSpace(entry); entry {
		case "off":
			return proxies
		case "", "direct":
		default:
			proxies = append(proxies, proxy{entry, fallThrough})
		}
	}
	return proxies
}

// formatProxies writes a GOPROXY value; without any proxy it is "off".
func formatProxies(proxies []proxy) string {
	if len(proxies) == 0 {
		return "off"
	}
	var b strings.Builder
	for i, p := range proxies {
		b.WriteString(p.url)
		switch {
		case i == len(proxies)-1:
		case p.fallThrough:
			b.WriteString("|")
		default:
			b.WriteString(",")
		}
	}
	return b.String()
}
