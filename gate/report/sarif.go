package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
)

// maxResults is how many results GitHub takes in a run.
const maxResults = 25000

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// SARIF writes a verdict as a SARIF 2.1.0 log of one run: an error for every problem and every finding
// that blocks, a suppressed note for every finding that a waiver lifts.
func SARIF(w io.Writer, v gate.Verdict) error {
	rules, index := sarifRules()
	results := sarifResults(v, index)
	notes := sarifNotifications(v.Problems)
	if cut := len(results) - maxResults; cut > 0 {
		results = results[:maxResults]
		notes = append(notes, sarifNotification{Level: "warning", Message: sarifMessage{fmt.Sprintf("%d more results left out: a log holds at most %d", cut, maxResults)}})
	}
	return writeJSON(w, sarifLog{
		Schema:  sarifSchema,
		Version: "2.1.0",
		Runs: []sarifRun{{
			Tool:        sarifTool{sarifDriver{"soakgate", Safe(v.Tool.Version), "https://github.com/soakgate/soakgate", rules}},
			Invocations: []sarifInvocation{{v.Decision != gate.Undecided, v.ExitCode, notes}},
			Results:     results,
		}},
	}, "verdict as SARIF")
}

func sarifResults(v gate.Verdict, index map[string]int) []sarifResult {
	out := []sarifResult{}
	for _, p := range v.Problems {
		out = append(out, sarifResult{
			RuleID: ruleUndecided, RuleIndex: index[ruleUndecided], Level: "error",
			Message:      sarifMessage{sarifText(strings.TrimSpace(p.Message + " " + p.Hint))},
			Locations:    sarifAt(p.File, p.Line, p.Column),
			Fingerprints: fingerprint(ruleUndecided, p.File, p.Side, p.Message),
		})
	}
	for _, f := range v.Findings {
		if f.Blocks() || f.Waived != nil && f.Outcome != gate.OutcomeMet {
			out = append(out, sarifFinding(f, index))
		}
	}
	return out
}

func sarifFinding(f gate.Finding, index map[string]int) sarifResult {
	id := f.Obligation
	if _, known := index[id]; !known {
		id = ruleOther
	}
	text := fmt.Sprintf("%s: %s: %s.", f.Path, subjectOf(f.Obligation, f), strings.TrimSuffix(detailOf(f), "."))
	if f.Remedy != "" && f.Waived == nil {
		text += " Next: " + f.Remedy
	}
	result := sarifResult{
		RuleID: id, RuleIndex: index[id], Level: "error",
		Message:      sarifMessage{sarifText(text)},
		Locations:    sarifAt(f.ModuleFile, f.Line, 0),
		Fingerprints: fingerprint(id, f.ModuleFile, f.Path, f.Component),
	}
	if f.Waived != nil {
		result.Level = "note"
		result.Suppressions = []sarifSuppression{{"external", "accepted", sarifText(detailOf(f))}}
	}
	return result
}

func sarifNotifications(problems []diffing.Problem) []sarifNotification {
	out := []sarifNotification{}
	for _, p := range problems {
		out = append(out, sarifNotification{"error", sarifMessage{sarifText(p.Message)}, sarifAt(p.File, p.Line, p.Column)})
	}
	return out
}

// sarifAt gives every result a place, as GitHub demands: line 1 where none is known.
func sarifAt(file string, line, column int) []sarifLocation {
	region := sarifRegion{StartLine: max(line, 1)}
	if line > 0 && column > 0 {
		region.StartColumn = column
	}
	return []sarifLocation{{sarifPhysical{sarifArtifact{relativeURI(file), "%SRCROOT%"}, region}}}
}

// fingerprint names a result over time: neither versions nor lines are in it.
func fingerprint(parts ...string) map[string]string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return map[string]string{"soakgate/v1": hex.EncodeToString(sum[:])}
}
