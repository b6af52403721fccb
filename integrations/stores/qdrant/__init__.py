"""Keep vectors in a Qdrant server."""
