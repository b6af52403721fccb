"""Encoders behind `retrieval.ports.Encoder`; `default.load_default` is the one to start with."""
