"""Find all conversations of a customer, in the lists of the desk."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from assistant.conversation.consents import ConsentStage
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.desk.lists.case_standing import ERASED
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk.case_tables import cases
from integrations.stores.sql.operations.outreach_tables import consents

_MOST = 50


class SqlCustomerTalks:
    """Read the lists, as the ports `CustomerTalks` and `ConsentsElsewhere`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_customer(self, customer_id: CustomerId) -> Sequence[ConversationId]:
        def read(connection: Connection) -> Sequence[ConversationId]:
            found = (
                select(cases.c.conversation_id)
                .where(cases.c.customer_id == customer_id, cases.c.status != ERASED)
                .order_by(cases.c.latest.desc(), cases.c.conversation_id.desc())
                .limit(_MOST)
            )
            return [ConversationId(one) for one in connection.execute(found).scalars()]

        return await self._database.read(read)

    async def has_consent(self, customer_id: CustomerId) -> bool:
        def read(connection: Connection) -> bool:
            found = (
                select(consents.c.conversation_id)
                .join(cases, cases.c.conversation_id == consents.c.conversation_id)
                .where(
                    cases.c.customer_id == customer_id,
                    cases.c.status != ERASED,
                    consents.c.stage != ConsentStage.WITHDRAWN,
                )
                .limit(1)
            )
            return connection.execute(found).first() is not None

        return await self._database.read(read)
