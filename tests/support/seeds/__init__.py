"""Make up the data, the events and the shops that tests start from."""
