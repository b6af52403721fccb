"""A helpdesk that the shop already runs: each conversation and its case there are kept alike."""
