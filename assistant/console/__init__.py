"""The pages of the shop's people at /console: `access` says who may see what, `pages` renders."""
