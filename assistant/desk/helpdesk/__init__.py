"""Keep conversations and their cases alike in a helpdesk that the shop already runs."""
