"""Redis or Valkey: what carries work and notices. It remembers nothing that would be missed."""

from integrations.redis.broker import Broker, open_broker
from integrations.redis.embedded import EmbeddedServerError, embedded_valkey

__all__ = ["Broker", "EmbeddedServerError", "embedded_valkey", "open_broker"]
