"""Steps that go before the assistant's turn."""
