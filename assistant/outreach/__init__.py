"""Write to customers first: with their consent, by triggers that people turn on, and measured."""
