"""Why a tool gave nothing, in words that say what to do."""


class ToolError(Exception):
    """A call that cannot be carried out as it is; the message is for the program that made it."""
