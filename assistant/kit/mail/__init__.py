"""Mail to customers: kept until it went, written out only when it goes."""
