package report

import "github.com/soakgate/soakgate/policy"

// The rules beside those of the obligations.
const (
	ruleUndecided = "undecided"
	ruleOther     = "obligation" // an obligation that this table does not know
)

// sarifRules returns one rule an obligation, and the index of each by id.
func sarifRules() ([]sarifRule, map[string]int) {
	rules := []sarifRule{
		sarifRuleOf(policy.ObligationSoak, "SoakEvidence", "A soak of this change must be shown",
			"A module of this blast radius can take the service or what it talks to down minutes after the rollout. A soak runs baseline and candidate under load for a stated time.",
			"Run the soak that the policy names and present its statement with `soakgate check --evidence FILE`."),
		sarifRuleOf(policy.ObligationBaseline, "BaselineComparison", "A comparison with the baseline must be shown",
			"What the candidate uses is compared with what the baseline uses under the same load: level, growth, and what stays after the load is drained.",
			"Present a statement that holds the series of both arms with `soakgate check --evidence FILE`."),
		sarifRuleOf(policy.ObligationExercised, "ExercisedCode", "The load must have run the changed code",
			"A soak whose load does not reach the changed code proves nothing about it.",
			"Extend the scenario's requests until they reach the changed code, and soak again."),
		sarifRuleOf(policy.ObligationAge, "VersionAge", "The version must have been public for some time",
			"A version that has just appeared has been seen by nobody. The age counts from a time that the publisher does not control; unknown is never old.",
			"Wait, or ask for a waiver in the policy at base."),
		sarifRuleOf(policy.ObligationApproval, "Approval", "Somebody named in the policy must approve",
			"The policy at base names who may let this change through.",
			"Ask one of the named reviewers to approve the pull request."),
		sarifRuleOf(policy.ObligationSplit, "OneAtATime", "Unrelated modules must be updated one at a time",
			"Where several modules of high blast radius change together, nobody can say which of them is to blame.",
			"Split the change; the notices of `soakgate check` name the commands."),
		sarifRuleOf(policy.ObligationIntegrity, "Integrity", "What is built must be what was published",
			"Another hash for the same version, vendored code that nobody published, or a build that depends on the machine. No evidence and no waiver covers it.",
			"Restore the module file from base and find out who changed it."),
		sarifRuleOf(ruleUndecided, "Undecided", "The gate could not decide",
			"A module file could not be read, or module files contradict each other. A gate that could not look has not passed.",
			"Follow the hint of the message and check again."),
		sarifRuleOf(ruleOther, "Obligation", "Something that the policy asks for is missing",
			"The policy at base obliges this change to show more than it does.",
			"See `soakgate explain MODULE`."),
	}
	index := make(map[string]int, len(rules))
	for i, rule := range rules {
		index[rule.ID] = i
	}
	return rules, index
}

func sarifRuleOf(id, name, short, full, help string) sarifRule {
	return sarifRule{id, name, sarifMessage{short}, sarifMessage{full}, sarifHelp{help, full + "\n\n" + help}, sarifSeverity{"error"}}
}
