"""The two roles: what the product may do in its database, and what it may not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from bianmin.ops import database
from bianmin.ops.refusal import Refused
from tests.ops.debian import debian_server
from tests.ops.places import Place, empty_home, running_cluster, used_home


@pytest.fixture(scope="module", params=["embedded", "debian"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with used_home() as home:
        if request.param == "debian":
            with debian_server() as url:
                yield _with_a_table(Place(home, database_url=url))
        else:
            with running_cluster(home):
                yield _with_a_table(Place(home))


def _with_a_table(place: Place) -> Place:
    database.prepare(place)
    with database.connected(place, "owner") as owner:
        owner.execute("CREATE TABLE paper (id serial PRIMARY KEY, words text)")
        owner.execute("CREATE TABLE secret (unit integer)")
        owner.execute("INSERT INTO secret VALUES (1)")
        owner.execute("ALTER TABLE secret ENABLE ROW LEVEL SECURITY")
    return place


@pytest.fixture
def app(place: Place) -> Iterator[psycopg.Connection[Any]]:
    with database.connected(place, "app") as connection:
        yield connection


def test_the_app_writes_and_reads_rows(app: psycopg.Connection[Any]) -> None:
    app.execute("INSERT INTO paper (words) VALUES ('甲')")
    app.execute("UPDATE paper SET words = '乙'")
    assert app.execute("SELECT words FROM paper").fetchall() == [("乙",)]
    app.execute("DELETE FROM paper")


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE paper",
        "DROP TABLE paper",
        "ALTER TABLE paper ADD COLUMN more text",
        "ALTER TABLE secret DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE own (id integer)",
        "CREATE SCHEMA own",
        "CREATE ROLE another",
        "ALTER ROLE bianmin_app BYPASSRLS",
        "SET ROLE bianmin_owner",
        "CREATE DATABASE another",
    ],
)
def test_the_app_may_not(app: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)):
        app.execute(statement.encode())


def test_the_app_cannot_get_round_row_security(app: psycopg.Connection[Any]) -> None:
    assert app.execute("SELECT * FROM secret").fetchall() == []
    app.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT * FROM secret")


def test_the_roles_have_no_rights_on_the_server(app: psycopg.Connection[Any]) -> None:
    for name in (database.OWNER, database.APP):
        assert app.execute(database.ROLE_FACTS, [name]).fetchone() == (False,)


def test_text_sorts_by_code_point_on_every_server(app: psycopg.Connection[Any]) -> None:
    words = ["b", "A", "a", "镇", "乡", "É"]
    rows = app.execute("SELECT * FROM unnest(%s::text[]) AS word ORDER BY word", [words]).fetchall()
    assert [word for (word,) in rows] == sorted(words)
    assert app.execute("SELECT upper('é')").fetchone() == ("É",)


def test_preparing_again_changes_nothing(place: Place) -> None:
    before = {name: (place.secrets / name).read_text() for name in ("bianmin_app", "bianmin_owner")}
    database.prepare(place)
    assert before == {name: (place.secrets / name).read_text() for name in before}
    with database.connected(place, "app") as app:
        assert app.execute("SELECT count(*) FROM paper").fetchone() == (0,)


def test_a_lost_password_is_made_anew(place: Place) -> None:
    (place.secrets / "bianmin_app").unlink()
    database.prepare(place)
    with database.connected(place, "app") as app:
        assert app.execute("SELECT 1").fetchone() == (1,)


def test_rights_given_by_hand_are_taken_back(place: Place) -> None:
    with database.connected(place, "admin", database="postgres") as admin:
        admin.execute("ALTER ROLE bianmin_app CREATEDB")
    if place.database_url:  # its administrator may not: the sentence says who can
        with pytest.raises(Refused, match="ALTER ROLE bianmin_app NOSUPERUSER"):
            database.prepare(place)
        with database.connected(place, "admin", database="postgres") as admin:
            admin.execute("ALTER ROLE bianmin_app NOCREATEDB")
        return
    database.prepare(place)
    with database.connected(place, "app") as app:
        assert app.execute(database.ROLE_FACTS, [database.APP]).fetchone() == (False,)


def test_a_note_stays_with_the_database(place: Place) -> None:
    with database.connected(place, "owner") as owner:
        assert database.note(owner) == ""
        database.write_note(owner, "it's 1")
        assert database.note(owner) == "it's 1"


def test_a_database_with_other_peoples_tables_is_refused(place: Place) -> None:
    with database.connected(place, "admin", database="postgres") as admin:
        admin.execute("CREATE DATABASE theirs ENCODING 'UTF8' TEMPLATE template0")
    with database.connected(place, "admin", database="theirs") as admin:
        admin.execute("CREATE TABLE theirs (id integer)")
        with pytest.raises(Refused, match=r"theirs 属于 \w+，里面已有别的表"):
            database._take_over(_in(place, "theirs"), admin, "theirs", "postgres")


def test_an_account_without_rights_is_refused(place: Place) -> None:
    with (
        database.connected(place, "app", database="bianmin") as app,
        pytest.raises(Refused, match="bianmin_app 不能建立角色和数据库"),
    ):
        database._require_rights(app)


def test_a_server_that_does_not_answer_is_named() -> None:
    with empty_home() as home:
        place = Place(home, database_url="postgresql://someone@127.0.0.1:1/bianmin")
        with pytest.raises(Refused, match=r"连不上数据库 127\.0\.0\.1:1"):
            database.prepare(place)


def test_an_address_that_is_none_is_refused() -> None:
    with empty_home() as home, pytest.raises(Refused, match="DATABASE_URL 不是数据库地址"):
        database.prepare(Place(home, database_url="mysql//somewhere"))


def test_django_gets_the_role_it_asks_for(place: Place) -> None:
    for role in ("owner", "app"):
        given = database.django_database(place, role)
        assert (given["NAME"], given["USER"]) == ("bianmin", f"bianmin_{role}")
        assert given["PASSWORD"] == (place.secrets / f"bianmin_{role}").read_text()
    with pytest.raises(Refused):
        database.django_database(place, "admin")


def _in(place: Place, name: str) -> Place:
    class Elsewhere(Place):
        pass

    return Elsewhere(place.home, database_url=f"dbname={name} " + _keywords(place))


def _keywords(place: Place) -> str:
    given = database.parameters(place, "admin")
    return " ".join(f"{key}={given[key]}" for key in ("host", "port", "user", "password"))
