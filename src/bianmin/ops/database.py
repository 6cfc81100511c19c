"""数据库: the two roles, the database, and how each part of the product connects to it.

`bianmin_owner` owns the tables and runs migrations. `bianmin_app` is what the product and the
tests connect as: it reads and writes rows, and can neither truncate a table, nor change one, nor
get round row security. An administrator's account is used here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bianmin.ops import passwords
from bianmin.ops.deployment import Deployment
from bianmin.ops.postgres import SUPERUSER, Cluster
from bianmin.ops.refusal import Refused

Role = Literal["admin", "owner", "app"]

OWNER = "bianmin_owner"
APP = "bianmin_app"
ROLE_NAMES = {"owner": OWNER, "app": APP}
DATABASE = "bianmin"
OLDEST = 15
CONNECT_SECONDS = 5
ONE_AT_A_TIME = 715_2020  # the advisory lock's number
LEAST_RIGHTS = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"

ROLE_FACTS = """
    SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication
    FROM pg_roles WHERE rolname = %s
"""
ACCOUNT_FACTS = """
    SELECT rolsuper, rolsuper OR (rolcreaterole AND rolcreatedb)
    FROM pg_roles WHERE rolname = current_user
"""
DATABASE_FACTS = """
    SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding)
    FROM pg_database WHERE datname = %s
"""
HAS_TABLES = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"
NOTE = """
    SELECT shobj_description(oid, 'pg_database') FROM pg_database
    WHERE datname = current_database()
"""
PRIVILEGES = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {app}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
)


def cluster(env: Deployment) -> Cluster | None:
    """嵌入数据库: return the deployment's own server; None when DATABASE_URL names another."""
    return None if env.database_url else Cluster(env.home, env.secrets)


def database_name(env: Deployment) -> str:
    """Return the name of the product's database: the address's own, else `bianmin`."""
    return str(_given(env).get("dbname") or DATABASE)


def parameters(env: Deployment, role: Role, *, database: str = "") -> dict[str, Any]:
    """连接参数: return what psycopg needs to connect in this role, to this database."""
    found = {**_given(env), "dbname": database or database_name(env)}
    if role != "admin":
        name = ROLE_NAMES[role]
        found |= {"user": name, "password": passwords.read(env.secrets, name)}
    return found | {"connect_timeout": CONNECT_SECONDS, "application_name": f"bianmin-{role}"}


def django_database(env: Deployment, role: str) -> dict[str, Any]:
    """连接参数: return the same for Django's settings; nothing is opened or made here."""
    if role not in ROLE_NAMES:
        raise Refused(f"BIANMIN_DB_ROLE 只能是 owner 或 app，现在是“{role}”")
    found = parameters(env, "owner" if role == "owner" else "app")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.pop("dbname"),
        "USER": found.pop("user"),
        "PASSWORD": found.pop("password"),
        "HOST": found.pop("host", ""),
        "PORT": str(found.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": found,
    }


def prepare(env: Deployment) -> None:
    """数据库: make the roles, the database and their rights; a second time changes nothing."""
    with connected(env, "admin", database=_maintenance(env)) as admin:
        require_supported(admin)
        _require_rights(admin)
        admin.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        for role in ("owner", "app"):
            _ensure_role(env, admin, ROLE_NAMES[role])
        _ensure_database(env, admin)
        with connected(env, "owner") as owner:
            grant(owner)


@contextmanager
def connected(
    env: Deployment, role: Role, *, database: str = ""
) -> Iterator[psycopg.Connection[Any]]:
    """连接: open one in this role, each statement by itself; refuse when it cannot be had."""
    given = parameters(env, role, database=database)
    try:
        connection = psycopg.connect(**given, autocommit=True)
    except psycopg.OperationalError as error:
        where = f"{given.get('host', '本机')}:{given.get('port', 5432)}"
        raise Refused(f"连不上数据库 {where}（{given['dbname']}）：{_one_line(error)}") from error
    with connection:
        yield connection


def require_supported(connection: psycopg.Connection[Any]) -> None:
    """Refuse a server older than the oldest that the product is tested on."""
    version = connection.info.server_version
    if version < OLDEST * 10_000:
        raise Refused(
            f"数据库是 PostgreSQL {version // 10_000}，本产品需要 {OLDEST} 或更新的版本。"
        )


def note(owner: psycopg.Connection[Any]) -> str:
    """版本: return what `write_note` left with the database; a restored copy has none."""
    (text,) = _row(owner, NOTE)
    return str(text or "")


def write_note(owner: psycopg.Connection[Any], text: str) -> None:
    """版本: remember with the database which version it was brought up to."""
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
    owner.execute(statement.format(sql.Identifier(owner.info.dbname), sql.Literal(text)))


def _given(env: Deployment) -> dict[str, Any]:
    """Return what is known before any role: the address, and the administrator's account."""
    own = cluster(env)
    if own is not None:
        password = passwords.read(env.secrets, SUPERUSER)
        return {**own.address(), "user": SUPERUSER, "password": password}
    try:
        return dict(conninfo_to_dict(env.database_url))
    except psycopg.ProgrammingError as error:
        raise Refused(
            "DATABASE_URL 不是数据库地址，应形如 postgresql://用户:密码@主机:5432/bianmin"
        ) from error


def _maintenance(env: Deployment) -> str:
    """Return the database to be in while ours may not exist."""
    return "template1" if database_name(env) == "postgres" else "postgres"


def _require_rights(admin: psycopg.Connection[Any]) -> None:
    _, enough = _row(admin, ACCOUNT_FACTS)
    if not enough:
        raise Refused(
            f"账号 {admin.info.user} 不能建立角色和数据库；请给它 CREATEROLE 和 CREATEDB，"
            "或在 DATABASE_URL 中换一个账号。"
        )


def _ensure_role(env: Deployment, admin: psycopg.Connection[Any], name: str) -> None:
    password = passwords.ensure(env.secrets, name)
    facts = admin.execute(ROLE_FACTS, [name]).fetchone()
    if facts is None:
        _execute(admin, f"CREATE ROLE {{role}} LOGIN {LEAST_RIGHTS}", role=name)
    elif facts[0]:
        _take_rights_back(admin, name)
    if facts is None or not _signs_in(env, name, password):
        statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
        admin.execute(statement.format(sql.Identifier(name), sql.Literal(password)))


def _take_rights_back(admin: psycopg.Connection[Any], name: str) -> None:
    try:
        _execute(admin, f"ALTER ROLE {{role}} {LEAST_RIGHTS}", role=name)
    except psycopg.errors.InsufficientPrivilege as error:
        raise Refused(
            f"角色 {name} 权限过大，账号 {admin.info.user} 收不回；"
            f"请由超级用户执行：ALTER ROLE {name} {LEAST_RIGHTS}"
        ) from error


def _signs_in(env: Deployment, name: str, password: str) -> bool:
    given = parameters(env, "admin", database=_maintenance(env))
    try:
        psycopg.connect(**given | {"user": name, "password": password}).close()
    except psycopg.OperationalError:
        return False
    return True


def _ensure_database(env: Deployment, admin: psycopg.Connection[Any]) -> None:
    name = database_name(env)
    facts = admin.execute(DATABASE_FACTS, [name]).fetchone()
    if facts is None:
        _join_owner(admin)
        create_database(admin, name)
        return
    owner, encoding = facts
    if encoding != "UTF8":
        raise Refused(f"数据库 {name} 的编码是 {encoding}，需要 UTF8；请另建一个或换个名字。")
    if owner != OWNER:
        _take_over(env, admin, name, owner)


def create_database(admin: psycopg.Connection[Any], name: str) -> None:
    """Make a database that sorts by code point on every server, so that none hides a fault."""
    collation = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' LOCALE_PROVIDER libc"
    if admin.info.server_version >= 170_000:
        collation = (
            "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        )
    statement = "CREATE DATABASE {database} OWNER {owner} TEMPLATE template0 "
    _execute(admin, statement + collation, database=name, owner=OWNER)


def _take_over(env: Deployment, admin: psycopg.Connection[Any], name: str, owner: str) -> None:
    with connected(env, "admin") as inside:
        (used,) = _row(inside, HAS_TABLES)
    if used:
        raise Refused(
            f"数据库 {name} 属于 {owner}，里面已有别的表；请在 DATABASE_URL 中换一个新的库名。"
        )
    _join_owner(admin)
    _execute(admin, "ALTER DATABASE {database} OWNER TO {owner}", database=name, owner=OWNER)


def _join_owner(admin: psycopg.Connection[Any]) -> None:
    """Let an administrator who is no superuser make things for the owner."""
    superuser, _ = _row(admin, ACCOUNT_FACTS)
    if not superuser:
        _execute(admin, "GRANT {owner} TO CURRENT_USER", owner=OWNER)


def grant(owner: psycopg.Connection[Any]) -> None:
    """权限: give the app's role what it may do in this database, now and for tables to come."""
    for statement in PRIVILEGES:
        _execute(owner, statement, database=owner.info.dbname, app=APP)


def _execute(connection: psycopg.Connection[Any], statement: str, **names: str) -> None:
    identifiers = {key: sql.Identifier(name) for key, name in names.items()}
    used = {key: identifiers[key] for key in identifiers if f"{{{key}}}" in statement}
    connection.execute(sql.SQL(statement).format(**used))


def _row(connection: psycopg.Connection[Any], statement: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(statement.encode()).fetchone()
    if row is None:
        raise Refused("数据库没有回答关于自身的询问，请检查账号。")
    return row


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
