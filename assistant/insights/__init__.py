"""Find in conversations the things that a shop can do better.

Heavy libraries are loaded here: only `comptoir insights`, its job and its pages import this room.
"""
