"""What a button or a row of a list says when it is pressed: its whole label, in its id. Pure."""

PREFIX = "choice:"
ROW_ID = 200
"""Characters of a row's id; a button's has room for more."""


def choice_id(label: str, number: int) -> str:
    """Return the id of an answer that is offered; one that is too long goes by its number."""
    whole = f"{PREFIX}{label}"
    return whole if len(whole.encode()) <= ROW_ID else f"#{number}"


def chosen(choice: str) -> str:
    """Return the label of an answer of ours; "": it is none, and its title says what it is."""
    return choice.removeprefix(PREFIX) if choice.startswith(PREFIX) else ""
