"""Choose among the statements found with a language model."""
