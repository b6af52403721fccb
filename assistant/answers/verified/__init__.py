"""Hold answers that people verified: for a question and its ways of asking, one by language."""
