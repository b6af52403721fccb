"""Consents that were given elsewhere, and files of them."""

from datetime import UTC, datetime

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.message import ChannelKind
from assistant.outreach.consent_imports.import_file import FileState, ImportFile
from assistant.outreach.consent_imports.imported_consent import ImportedConsent

GIVEN = datetime(2026, 1, 31, tzinfo=UTC)
IMPORTED = ImportedConsent(
    phone="33612345678",
    purpose=ContactPurpose.SERVICE,
    channel=ChannelKind.WHATSAPP,
    given_at=GIVEN,
    confirmed_at=None,
    source="till",
    text_version="2025-1",
    proof="form 17",
)
FILE = ImportFile(file_id="f1", state=FileState.READING, at=GIVEN, by="ops", lines=2)
HEAD = "phone,purpose,channel,given_at,confirmed_at,source,text_version,proof"
ROW = "+33 6 12 34 56 78,service,whatsapp,2026-01-31,,till,2025-1,form 17"
