"""Sign people in at the shop's identity provider, by OpenID Connect.

Start at `oidc_provider.py`.
"""
