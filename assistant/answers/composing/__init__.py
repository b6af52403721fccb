"""Compose a draft out of the evidence, in the customer's language and without a model.

Read `composer` first.
"""
