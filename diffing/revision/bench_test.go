package revision

import (
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// cpu is the processor time of this process and of the children it has waited for.
func cpu(tb testing.TB) time.Duration {
	tb.Helper()
	total := time.Duration(0)
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			tb.Fatal(err)
		}
		total += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return total
}

// BenchmarkQuiet compares reading two sides of 10,000 commits and 5,000 files with no module file
// changed to git diff --name-only of the same sides. The unit that matters is cpu-ms/op.
func BenchmarkQuiet(b *testing.B) {
	r := generate(b, shape{commits: 10_000, files: 5_000})
	r.git("gc", "-q")
	for _, sides := range []struct {
		name string
		diff []string
		Request
	}{
		{"revisions", []string{"diff", "--name-only", "HEAD~1", "HEAD"}, Request{Base: "HEAD~1", Head: "HEAD"}},
		{"older", []string{"diff", "--name-only", "HEAD~101", "HEAD~100"}, Request{Base: "HEAD~101", Head: "HEAD~100"}},
		{"far", []string{"diff", "--name-only", "HEAD~3000", "HEAD"}, Request{Base: "HEAD~3000", Head: "HEAD"}},
		{"worktree", []string{"diff", "--name-only", "HEAD~1"}, Request{Base: "HEAD~1"}},
		{"default", []string{"diff", "--name-only", "HEAD"}, Request{}},
	} {
		sides.Repo = r.dir
		b.Run(sides.name+"/git", func(b *testing.B) { perCPU(b, func() error { return gitDiff(r, sides.diff) }) })
		b.Run(sides.name+"/read", func(b *testing.B) {
			perCPU(b, func() error { _, err := Read(b.Context(), sides.Request); return err })
		})
	}
}

func gitDiff(r repo, args []string) error {
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	return cmd.Run()
}

// BenchmarkManyModules reads a change of 200 go.mod files of 300 lines.
func BenchmarkManyModules(b *testing.B) {
	r := generate(b, shape{commits: 2, files: 1000, modules: 200, requirements: 300})
	for _, head := range []string{"HEAD", "WORKTREE"} {
		b.Run(head, func(b *testing.B) {
			b.ReportAllocs()
			perCPU(b, func() error {
				_, err := Read(b.Context(), Request{Repo: r.dir, Base: "HEAD~1", Head: head})
				return err
			})
		})
	}
}

func perCPU(b *testing.B, run func() error) {
	b.Helper()
	start := cpu(b)
	for b.Loop() {
		if err := run(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpu(b)-start)/1e6/float64(b.N), "cpu-ms/op")
}
