"""Files that go with messages, in a folder that nothing serves."""
