"""Turn texts into vectors, behind `retrieval.ports.Encoder`; start with
`default_encoder.load_default`.
"""
