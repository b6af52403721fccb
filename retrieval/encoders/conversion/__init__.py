"""Make the default encoder's folder from packaged 4-bit weights.

`conversion_steps.make` runs the steps.
"""
