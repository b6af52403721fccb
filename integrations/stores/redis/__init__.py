"""Redis or Valkey: what carries work and notices, and remembers nothing that would be missed."""
