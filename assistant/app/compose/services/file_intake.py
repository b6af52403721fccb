"""Assemble the intake of customers' files, which the page and other companies' channels share."""

from assistant.app.compose.process_parts import Parts
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.ports import MediaScanner
from assistant.messages.intake.customer_files import CustomerFiles, Unscanned
from integrations.services.clamav.clamav_scanner import ClamAv


def assemble_customer_files(settings: Settings, parts: Parts) -> CustomerFiles:
    """Return the intake, with the scanner of the settings if there is one."""
    address = settings.scanner.clamd
    scanner: MediaScanner = ClamAv(address=address) if address else Unscanned()
    return CustomerFiles(attachments=parts.attachments, scanner=scanner)
