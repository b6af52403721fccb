"""The shop's people: who they are and what each may do."""
