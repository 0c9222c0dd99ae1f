package evidence

import (
	"fmt"
	"time"
)

// Describe tells in lines for a reader what a document says: what was measured, when, how, about
// which changes, and who claims to have signed it. Every text of the file is quoted, so that none can
// do anything to a terminal.
func Describe(d Document) []string {
	p := d.Statement.Predicate
	lines := []string{
		"statement    sha256:" + d.PayloadDigest,
		fmt.Sprintf("soak         profile %q, scenario %q, run %q", p.Profile, p.Scenario.Name, p.Run),
		fmt.Sprintf("when         %s to %s (%s)", p.Started.UTC().Format(time.RFC3339), p.Finished.UTC().Format(time.RFC3339), p.Finished.Sub(p.Started)),
		fmt.Sprintf("where        %q/%q, %d CPUs, %d bytes of memory, toolchain %q", p.Environment.OS, p.Environment.Arch, p.Environment.CPUs, p.Environment.MemoryBytes, p.Toolchain),
		fmt.Sprintf("load         %g requests/s offered, %g reached baseline, %g reached candidate", p.Load.OfferedPerSecond, p.Load.BaselinePerSecond, p.Load.CandidatePerSecond),
		fmt.Sprintf("builds       %d modules in the baseline, %d in the candidate", len(p.BuildLists.Baseline), len(p.BuildLists.Candidate)),
		"series       " + Judge(d.Statement).Why,
		fmt.Sprintf("pairs        %d", p.Pairs),
		fmt.Sprintf("ran by       %q, repository %q, workflow %q", p.Runner.Name, p.Runner.Repository, p.Runner.Workflow),
	}
	for _, subject := range d.Statement.Subject {
		lines = append(lines, fmt.Sprintf("subject      %q sha256:%s", subject.Name, subject.Digest.SHA256))
	}
	for _, command := range p.Commands {
		lines = append(lines, fmt.Sprintf("command      %q", command))
	}
	return append(lines, signatures(d.Envelope)...)
}

func signatures(e *Envelope) []string {
	if e == nil {
		return []string{"signed by    nobody (plain statement)"}
	}
	var lines []string
	for _, signature := range e.Signatures {
		lines = append(lines, fmt.Sprintf("signed by    claims key %.40q; not verified here, use soakgate evidence verify", signature.KeyID))
	}
	return lines
}
