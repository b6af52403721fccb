"""The day's round: what is new becomes rows and topics, what they show is found and kept.

`builder` first.
"""
