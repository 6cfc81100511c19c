import re

import pytest
from django.core.management import CommandError, call_command

from bianmin.accounts import commands
from bianmin.accounts.models import Role, User
from bianmin.regions.models import RegionCode
from tests import make
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db


def appoint(login: str, *words: str, role: str = "security_admin", serial: int = 1) -> None:
    number = make.id_number(serial)
    call_command("appoint", login, "--name=张三", f"--id-number={number}", f"--role={role}", *words)


def test_the_first_administrator_comes_from_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make.region("聊城市")
    appoint("anquan01")
    found = re.search(r"首个密码：(\S+)", capsys.readouterr().out)
    assert found
    entered = commands.enter_by_password("anquan01", found[1], address="x", at=NOW)
    assert entered.user == User.objects.get(login="anquan01")


def test_a_role_may_be_given_for_one_region() -> None:
    unit = make.region("东昌府区", make.region("聊城市"), unit=1)
    RegionCode.objects.create(region=unit, system="nbs", code="371502", valid_from=make.DAY)
    appoint("dcf.spj", "--region=371502", role="county_bureau")
    assert Role.objects.get().region == unit


@pytest.mark.parametrize(
    ("words", "said"), [(("--region=999999",), "没有代码"), ((), "请先导入区划")]
)
def test_an_unknown_region_is_refused(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        appoint("anquan01", *words)


def test_one_person_is_no_two_administrators() -> None:
    make.region("聊城市")
    appoint("anquan01")
    with pytest.raises(CommandError, match="兼任"):
        appoint("shenji01", role="audit_admin")
    assert not User.objects.filter(login="shenji01").exists()
