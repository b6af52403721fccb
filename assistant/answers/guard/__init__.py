"""Screen messages that come in and review answers that go out; pure."""
