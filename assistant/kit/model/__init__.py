"""A language model beside the assistant: what it is asked and what it may cost."""
