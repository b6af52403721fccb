"""Read a shop's own files into products and documents.

`catalogue_reader.read_paths` is where to start.
"""
