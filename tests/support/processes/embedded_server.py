"""Runs an embedded server until it is killed.

`python -m tests.support.processes.embedded_server FOLDER`.
"""

import asyncio
import sys
from pathlib import Path

from integrations.stores.redis.embedded_valkey import embedded_valkey


async def main(folder: Path) -> None:
    """Print the server's address once it answers, and wait for the end."""
    async with embedded_valkey(folder) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
