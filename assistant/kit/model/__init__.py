"""Ask a language model beside the assistant, within a budget."""
