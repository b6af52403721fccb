"""Everything that runs in another process, one folder each; none knows another."""
