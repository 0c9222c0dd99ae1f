package revision

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
)

// refusal is the Failure of a repository that git refuses because another user owns it.
type refusal struct{ Failure }

func (r refusal) Unwrap() error { return r.Failure }

// trusting runs read once more where git refuses the repository and the user's own configuration says
// which ones to trust: in a container job the checkout belongs to another user, and whoever made it has
// set safe.directory. The judgement stays git's, since read only passes the values on.
func (r repository) trusting(ctx context.Context, read func(repository) (Pair, error)) (Pair, error) {
	pair, err := read(r)
	var refused refusal
	if !errors.As(err, &refused) {
		return pair, err
	}
	if r.trusted = trustedFolders(ctx); len(r.trusted) == 0 {
		return pair, err
	}
	return read(r)
}

// trustedFolders returns the values of safe.directory in the configuration of the machine and then of
// the user, which is the order in which git obeys them: an empty value takes back those before it.
// The configuration of a repository is never asked, for it would vouch for itself.
//
// Git passes them on to itself from 2.38 on; an older one keeps refusing.
func trustedFolders(ctx context.Context) []string {
	scopes := []string{"--system", "--global"}
	if os.Getenv("GIT_CONFIG_NOSYSTEM") != "" {
		scopes = scopes[1:]
	}
	var folders []string
	for _, scope := range scopes {
		cmd := repository{dir: string(os.PathSeparator)}.command(ctx, "config", scope, "--includes", "-z", "--type=path", "--get-all", "safe.directory")
		cmd.Env = slices.DeleteFunc(cmd.Env, func(set string) bool {
			return strings.HasPrefix(set, "GIT_CONFIG_") || strings.HasPrefix(set, "HOME=")
		})
		cmd.Env = append(cmd.Env, inherited("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")...)
		out, err := cmd.Output()
		if err != nil {
			continue // nothing is set, or it cannot be read: nobody is trusted for that
		}
		folders = append(folders, strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")...)
	}
	return folders
}

// inherited lists the variables of this process that are set.
func inherited(names ...string) []string {
	var env []string
	for _, name := range names {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
