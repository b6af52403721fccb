"""Answers in words of a language model's, each sentence of which rests on the shop's own."""
