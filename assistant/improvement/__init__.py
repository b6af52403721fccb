"""Turn signals of conversations into changes that people decide on, and measure their effect.

Read `changes.change_set` first.
"""
