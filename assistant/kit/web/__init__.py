"""What every web app of ours is made of: errors, health, middleware, streams, signed webhooks."""
