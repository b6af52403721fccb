"""Pages below /insights.

What customers look for, miss and complain about, with what the shop does about it.
"""
