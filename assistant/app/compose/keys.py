"""The secret that codes follow from: set, or made once and kept where only we may read it."""

import os
import secrets
from pathlib import Path

from assistant.kit.settings.settings import SettingError, Settings

KEY_FILE = "identity.key"
_BYTES = 32


def find_key(settings: Settings) -> bytes:
    """Return the key, 32 bytes; make it at the first start, whichever process comes first.

    Raises:
        SettingError: what is set or kept is no key, or others may read the file.
    """
    if settings.identity.key is not None:
        return _parse(settings.identity.key.get_secret_value(), "COMPTOIR_IDENTITY__KEY")
    path = settings.data_dir / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            msg = f"others may read {path}: run chmod 600 on it"
            raise SettingError(msg)
        return _parse(path.read_text(encoding="ascii"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path} cannot be used: {error}"
        raise SettingError(msg) from None


def _make(path: Path) -> None:
    """Write a whole key under a name of its own, then give it the name, unless another has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        draft.unlink(missing_ok=True)


def _parse(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        msg = f"{where} is no key: it takes {2 * _BYTES} hex digits, as openssl rand -hex 32 makes"
        raise SettingError(msg)
    return key
