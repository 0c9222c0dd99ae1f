// Package policy decides what evidence a change must present.
//
// [Parse] reads a policy file strictly, [Effective] joins it with the built-in rules, and [Assess]
// turns a policy, a list of changes and the catalogue's classifications into one [Assessment] a
// module. The package reads no file and knows no clock.
package policy
