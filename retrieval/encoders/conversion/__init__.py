"""Make the default encoder's folder from packaged 4-bit weights: `make.make` runs the steps.

weights (read the file) -> latin (fewer pieces) -> tokenizer, graph -> quantise -> folder
"""
