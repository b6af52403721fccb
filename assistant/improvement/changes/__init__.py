"""Keep change sets from their first signal to their effect: decided on, published, measured."""
