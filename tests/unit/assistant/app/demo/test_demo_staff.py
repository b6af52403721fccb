from pathlib import Path

from assistant.app.commands.staff_administration import open_staff
from assistant.app.demo.demo_staff import hire_demo
from assistant.conversation.people import Role
from assistant.desk.staff.credentials import Passwords, find_weakness
from assistant.kit.settings.settings import Settings


class TestTheDemosPeople:
    async def test_are_one_of_each_role_with_a_new_password_at_each_start(
        self, tmp_path: Path
    ) -> None:
        settings = Settings(data_dir=tmp_path)

        before = await hire_demo(settings)
        hired = await hire_demo(settings)

        assert {role for _, role in hired.people} == set(Role)
        assert before.password != hired.password
        assert find_weakness(hired.password) is None
        async with open_staff(settings) as staff:
            assert len(await staff.directory.agents()) == len(hired.people)
            account = await staff.directory.account(hired.people[0][0])
        assert account is not None
        kept = account.credentials.password_hash
        assert await Passwords().is_right(hired.password, kept)
        assert not await Passwords().is_right(before.password, kept)
