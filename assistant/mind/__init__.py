"""Answer customers with a language model that calls tools, behind a guard that mends."""
