"""Sign-in at the shop's identity provider, by OpenID Connect; start at `oidc_provider.py`."""
