"""Sign in at the shop's identity provider, by OpenID Connect: `provider` is the one to read."""
