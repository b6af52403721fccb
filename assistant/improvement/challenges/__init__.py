"""Ask people whether answers of the last day were right, and act on their judgements."""
