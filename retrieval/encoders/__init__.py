"""Turn texts into vectors, behind `retrieval.ports.Encoder`.

Start with `default_encoder.load_default`.
"""
