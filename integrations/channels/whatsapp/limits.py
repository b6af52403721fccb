"""Hold the limits of messages through the Cloud API; lengths are in UTF-16 code units.

Meta's pages do not say what a character is: no text has fewer code points than that, and a limit
that is kept in these units is kept in any.
Sources: Meta, "Messages API", "Interactive reply buttons messages", "Interactive list messages",
"Media" (read 2026-11)
"""

TEXT = 4096
CAPTION = 1024
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_BODY = 1024
ROWS = 10
ROW_TITLE = 24
ROW_DESCRIPTION = 72
LIST_BODY = 4096
LIST_BUTTON = 20
CALLBACK = 512
IMAGE_BYTES = 5_000_000
FILE_NAME = 240
