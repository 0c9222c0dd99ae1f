package main

func decisionAttacks() []attack { return nil }
func evidenceAttacks() []attack { return nil }
func moduleFileAttacks() []attack { return nil }
func outputAttacks() []attack { return nil }
func machineryAttacks() []attack { return nil }
