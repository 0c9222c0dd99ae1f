package revision

import (
	"bytes"
	"context"
	"os"
	"os/exec"
)

// repository is where git runs.
type repository struct {
	dir     string
	trusted []string // values of safe.directory to pass on
}

// at is the same repository, seen from another of its folders.
func (r repository) at(dir string) repository {
	r.dir = dir
	return r
}

// hardening is put before every git command: no program named by .git/config runs, and nothing is
// fetched.
var hardening = [...]string{
	"-c", "core.fsmonitor=", "-c", "core.hooksPath=" + os.DevNull, "-c", "protocol.allow=never",
	"-c", "core.untrackedCache=false", "-c", "advice.graftFileDeprecated=false",
}

// environment is all that a child sees: the search path, and settings that take the configuration of
// the user and the machine, replacement objects, grafts and prompts out of play.
func environment() []string {
	env := []string{
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_ATTR_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_OPTIONAL_LOCKS=0", "GIT_LITERAL_PATHSPECS=1", "GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE=" + os.DevNull,
		"GIT_NO_LAZY_FETCH=1", "GIT_PAGER=cat", "LC_ALL=C", "HOME=" + os.DevNull,
	}
	// SUDO_UID only tells git whose repositories it may trust.
	return append(env, inherited("PATH", "SYSTEMROOT", "TMPDIR", "SUDO_UID")...)
}

func (r repository) command(ctx context.Context, args ...string) *exec.Cmd {
	all := hardening[:len(hardening):len(hardening)]
	for _, folder := range r.trusted {
		all = append(all, "-c", "safe.directory="+folder)
	}
	cmd := exec.CommandContext(ctx, "git", append(all, args...)...)
	cmd.Dir = r.dir
	cmd.Env = environment()
	return cmd
}

// run returns what a git command prints. All of args are ours: options, and names that are hashes.
func (r repository) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := r.command(ctx, args...)
	var stderr bounded
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return out, gitFailed(args[0], err, stderr.String())
	}
	return out, nil
}

// bounded keeps the first bytes that are written to it, and drops the rest.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	const limit = 4096
	b.Buffer.Write(p[:min(len(p), max(0, limit-b.Len()))])
	return len(p), nil
}
