"""Hold the limits of Messenger, which refuses a whole message for one part that is too long.

Lengths are in UTF-16 code units: Meta says characters and not which, and no other count is more.
Sources: developers.facebook.com/documentation/business-messaging/messenger-platform: send-messages,
send-messages/quick-replies (2026-04-22), send-messages/template/generic, send-messages/personas
(2026-04-22); chatwoot.com/docs, supported features (text)
"""

TEXT = 2000
QUICK_REPLIES = 13
QUICK_REPLY_TITLE = 20
QUICK_REPLY_PAYLOAD = 1000
ELEMENTS = 10  # of a generic template
ELEMENT_TITLE = 80
ELEMENT_SUBTITLE = 80
BUTTONS = 3  # of an element
BUTTON_TITLE = 20
METADATA = 1000
PERSONA_NAME = 50
URL = 1900  # stated nowhere; an address in a text has to fit into `TEXT` whole
IMAGE_BYTES = 8_000_000
