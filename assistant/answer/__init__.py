"""Evidence in, draft out: extractive, in the customer's language, without a model."""
