package revision

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// anotherOwner puts a git in front of the search path that takes every repository for another user's.
func anotherOwner(t *testing.T) {
	t.Helper()
	real, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	script := "#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec '" + real + "' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(dir, "git"), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// TestTrustedFolders reads a repository of another user where the user's own configuration lists it,
// and nowhere else.
func TestTrustedFolders(t *testing.T) {
	r := newRepo(t)
	r.commit("go.mod", modA)
	r.write("sub/x", "", "go.mod", modB)
	home := repo{tb: t, dir: filepath.Dir(r.dir)}
	list := func(folders ...string) string {
		return "[safe]\n\tdirectory = " + strings.Join(folders, "\n\tdirectory = ") + "\n"
	}
	home.write("included", list(r.dir))
	r.git("config", "safe.directory", r.dir)
	tests := []struct {
		name, reason, global string
		want                 bool
	}{
		{"listed", "what a checkout action sets", list(r.dir), true},
		{"any", "the user trusts every folder", list("*"), true},
		{"at home", "~ is the user's home, not that of the child", list("~/" + filepath.Base(r.dir)), true},
		{"included", "a file that the configuration includes belongs to it", "[include]\n\tpath = " + home.dir + "/included\n", true},
		{"not listed", "what the repository lists itself does not count", "", false},
		{"another", "only the folders that are listed", list(home.dir + "/other"), false},
		{"taken back", "an empty value takes back those before it", list(r.dir, ""), false},
	}
	anotherOwner(t)
	config := filepath.Join(t.TempDir(), "config")
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	t.Setenv("HOME", home.dir)
	for _, test := range tests {
		for _, request := range []Request{{Base: "HEAD"}, {Base: "HEAD", Head: "HEAD"}, {Base: "WORKTREE"}} {
			t.Run(test.name+"/"+request.Base+" "+request.Head, func(t *testing.T) {
				if err := os.WriteFile(config, []byte(test.global), 0o666); err != nil {
					t.Fatal(err)
				}
				request.Repo = filepath.Join(r.dir, "sub")
				_, err := Read(t.Context(), request)
				if test.want != (err == nil) {
					t.Errorf("got %v, want success %t: %s", err, test.want, test.reason)
				}
				if test.want {
					return
				}
				var f Failure
				if !errors.As(err, &f) || f.Usage || !strings.Contains(f.Hint, "git config --global --add safe.directory '"+r.dir+"'") {
					t.Errorf("got %+v", err)
				}
			})
		}
	}
}

// TestSystemConfiguration is asked, too, unless the caller's settings leave it out.
func TestSystemConfiguration(t *testing.T) {
	r := newRepo(t)
	r.commit("go.mod", modA)
	anotherOwner(t)
	config := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, []byte("[safe]\n\tdirectory = *\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_SYSTEM", config)
	for set, want := range map[string]bool{"": true, "1": false} {
		t.Setenv("GIT_CONFIG_NOSYSTEM", set)
		if _, err := Read(t.Context(), Request{Repo: r.dir}); want != (err == nil) {
			t.Errorf("GIT_CONFIG_NOSYSTEM=%q: got %v", set, err)
		}
	}
}
