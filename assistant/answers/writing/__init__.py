"""Put an answer into a language model's words, each sentence of which rests on the shop's own.

Read `model_writer` first.
"""
