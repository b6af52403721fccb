"""An item has a defect: which operations the shop's rules let mend it."""

from assistant.operations.dialogue.heard import Wish
from assistant.operations.dialogue.open_orders import open_orders
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.state import Frame
from assistant.understanding.references.order_items import find_lines


async def ways_to_mend(run: DialogueRun) -> tuple[Wish, ...]:
    """Return the one wish to go on with; empty: there are several, to be asked for.

    Where none is possible the first is gone on with: its refusal says why. May raise
    `ShopUnavailableError`.
    """
    wishes = run.heard.readings
    if not run.known():
        return ()
    possible = [one for one in wishes if await _is_possible(run, one)]
    return () if len(possible) > 1 else tuple(possible or wishes)[:1]


async def _is_possible(run: DialogueRun, wish: Wish) -> bool:
    """Whether one of the orders that the rules let it be for has what the words name, if any do."""
    orders = await open_orders(run, Frame(operation=wish.operation))
    naming = [one for one in await run.view.orders() if find_lines(wish.text, one).mentions]
    return any(one in orders for one in naming) if naming else bool(orders)
