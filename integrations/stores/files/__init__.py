"""Keep the files that go with messages, in a folder that nothing serves."""
