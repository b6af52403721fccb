"""The dialogue engine that has a language model read: it says what is wanted, and no more."""
