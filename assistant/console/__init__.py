"""The pages of the shop's people: `access` says who may see what."""
