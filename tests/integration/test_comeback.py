"""Open pages whose streams are all cut in one moment: hundreds each day, thousands at times."""

from pathlib import Path

import pytest

from assistant.kit.web.guarded_protocol import raise_file_limit
from benchmarks.speed.comeback import cut_and_return, hold_pages
from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, running

ALWAYS, AT_TIMES = 250, 5_000  # pages
WIDE = {
    "COMPTOIR_WEBCHAT__CONVERSATIONS_PER_MINUTE": "1000000",
    "COMPTOIR_WEBCHAT__MESSAGES_PER_MINUTE": "1000000",
}


class TestPagesThatComeBackAtOnce:
    @pytest.mark.parametrize("count", [ALWAYS, pytest.param(AT_TIMES, marks=pytest.mark.slow)])
    async def test_are_all_live_again_and_customers_are_answered(
        self, tmp_path: Path, demo_data: Path, count: int
    ) -> None:
        if raise_file_limit() < count + 1_000:
            pytest.skip("needs an open file for each page: ulimit -n 8192")
        data_dir = new_data_dir(tmp_path, like=demo_data, index=True)
        async with running(Tree(data_dir, env=WIDE)) as tree:
            pages = await hold_pages(tree.port, count)

            back = await cut_and_return(tree.port, pages)

            assert (len(back.waits), back.lost) == (count, 0)
            async with new_client(tree.base_url) as client:
                customer = await Customer.arrive(client)
                await customer.say("Quel est le délai de retour ?")
                assert [one["kind"] for one in await customer.hear()] == ["answered"]
            for page in pages:
                page.cut()
