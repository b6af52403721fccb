from alembic.config import Config
from alembic.script import ScriptDirectory

from integrations.stores.sql.migrate import HEAD, MIGRATIONS


class TestHead:
    def test_is_the_newest_revision(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))

        assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
