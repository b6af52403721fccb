"""Show experiments: the verdict in a sentence, the figures in a table and as intervals."""
