// Package gate answers one question: may this change merge?
//
// [Decide] is the only place that answers it. It takes values (what changed, what that obliges, what
// evidence was presented, which waivers stand, and the instant) and returns a [Verdict] that carries
// everything a reader needs to follow it without running anything again.
package gate
