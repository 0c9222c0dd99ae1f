package evidence

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/soakgate/soakgate/diffing/resource"
)

// The sizes beyond which a file is refused, so that none can exhaust the gate.
const (
	MaxBytes      = 16 << 20 // of a statement or an envelope
	MaxSubjects   = 1_000
	MaxSignatures = 16
	maxNameBytes  = 1_024
)

func (s *Statement) check(complain complaint) {
	if s.Type != StatementType {
		complain("_type", "statement of type %q, expected %q", s.Type, StatementType)
	}
	if s.PredicateType != PredicateType {
		complain("predicateType", "predicate of type %q, expected %q", s.PredicateType, PredicateType)
	}
	if n := len(s.Subject); n == 0 || n > MaxSubjects {
		complain("subject", "%d subjects, expected 1 to %d", n, MaxSubjects)
	}
	seen := map[string]bool{}
	for _, subject := range s.Subject {
		if seen[subject.Name] {
			complain("subject", "two subjects named %q", subject.Name)
		}
		seen[subject.Name] = true
	}
}

func (s *Subject) check(complain complaint) {
	if why := badModuleFile(s.Name); why != "" {
		complain("name", "subject name %.200q %s; expected a path such as \"services/api/go.mod\"", s.Name, why)
	}
}

// badModuleFile says what keeps a name from being the path of a module file, written in the one way
// that cannot leave the repository or be mistaken for another.
func badModuleFile(name string) string {
	base := path.Base(name)
	switch {
	case len(name) > maxNameBytes:
		return "is too long"
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "holds a character that cannot be printed"
	case strings.Contains(name, `\`):
		return "holds a backslash"
	case strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':':
		return "is absolute"
	case slices.Contains(strings.Split(name, "/"), ".."):
		return `holds ".."`
	case path.Clean(name) != name:
		return "is not clean"
	case base != "go.work" && (!strings.HasSuffix(base, ".mod") || base == ".mod"):
		return "does not end in a module file"
	default:
		return ""
	}
}

func (d *Digest) check(complain complaint) {
	if len(d.SHA256) != 64 || strings.Trim(d.SHA256, "0123456789abcdef") != "" {
		complain("sha256", "digest %.80q, expected 64 lower-case hexadecimal digits", d.SHA256)
	}
}

func (p *Predicate) check(complain complaint) {
	checkWords(complain, words{{"profile", p.Profile}, {"run", p.Run}, {"toolchain", p.Toolchain}})
	if p.Pairs < 1 || p.Pairs > resource.MaxPairs {
		complain("pairs", "%d pairs, expected 1 to %d", p.Pairs, resource.MaxPairs)
	}
	if p.Started.IsZero() {
		complain("started", "time is the zero time, expected when the load began")
	}
	if p.Finished.IsZero() {
		complain("finished", "time is the zero time, expected when the last sample was taken")
	} else if p.Finished.Before(p.Started) {
		complain("finished", "finished before it started")
	}
}

func (s *Scenario) check(complain complaint) { checkWords(complain, words{{"name", s.Name}}) }

func (r *Runner) check(complain complaint) {
	checkWords(complain, words{{"name", r.Name}})
	if r.Attempt < 0 {
		complain("attempt", "attempt %d, expected a number from 1", r.Attempt)
	}
}

func (e *Environment) check(complain complaint) {
	checkWords(complain, words{{"os", e.OS}, {"arch", e.Arch}})
	if e.CPUs < 1 {
		complain("cpus", "%d CPUs, expected at least 1", e.CPUs)
	}
	if e.MemoryBytes < 0 {
		complain("memory_bytes", "negative memory")
	}
	if e.GoMaxProcs < 0 {
		complain("gomaxprocs", "negative GOMAXPROCS")
	}
}

func (b *BuildLists) check(complain complaint) {
	checkModules(complain, "baseline", b.Baseline)
	checkModules(complain, "candidate", b.Candidate)
}

func checkModules(complain complaint, field string, modules []string) {
	for _, module := range modules {
		if p, version, ok := strings.Cut(module, "@"); !ok || p == "" || version == "" || unfit(module) {
			complain(field, "module %.200q, expected path@version", module)
			return
		}
	}
}

func (l *Load) check(complain complaint) {
	for _, rate := range []struct {
		field string
		value float64
	}{{"offered_per_second", l.OfferedPerSecond}, {"baseline_per_second", l.BaselinePerSecond}, {"candidate_per_second", l.CandidatePerSecond}} {
		if rate.value < 0 {
			complain(rate.field, "negative rate")
		}
	}
}

func (s *Series) check(complain complaint) {
	if s.Encoding != EncodingPlain && s.Encoding != EncodingGzip {
		complain("encoding", "unknown encoding %.80q, expected %q or %q", s.Encoding, EncodingGzip, EncodingPlain)
	}
	if s.Data == "" {
		complain("data", "no series; a statement without raw samples shows nothing")
	}
}

func (e *Envelope) check(complain complaint) {
	if e.PayloadType != PayloadType {
		complain("payloadType", "payload of type %.80q, expected %q", e.PayloadType, PayloadType)
	}
	if _, err := decodeBase64(e.Payload); err != nil {
		complain("payload", "payload: %v", err)
	}
	if n := len(e.Signatures); n == 0 || n > MaxSignatures {
		complain("signatures", "%d signatures, expected 1 to %d", n, MaxSignatures)
	}
}

func (s *Signature) check(complain complaint) {
	if sig, err := decodeBase64(s.Sig); err != nil {
		complain("sig", "signature: %v", err)
	} else if len(sig) == 0 {
		complain("sig", "empty signature")
	}
}

// words are fields that hold a name: something, short, and printable.
type words []struct{ field, text string }

func checkWords(complain complaint, fields words) {
	for _, word := range fields {
		if word.text == "" {
			complain(word.field, "empty %q", word.field)
		} else if unfit(word.text) {
			complain(word.field, "%q is longer than %d bytes or holds a character that cannot be printed", word.field, maxNameBytes)
		}
	}
}

// unfit reports whether a text is too long for a name, or could do something to a terminal.
func unfit(text string) bool {
	return len(text) > maxNameBytes || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}
