"""数据库约束: operations for migrations that Django's models cannot say. All are reversible.

operations = [append_only("audit_event"), unit_keys("cases_case")]
operations = [unit_keys("cases_casepause", parent="cases_case", column="case_id")]
"""

from __future__ import annotations

from django.db.migrations import RunSQL

APP_ROLE = "bianmin_app"


def append_only(table: str) -> RunSQL:
    """只增不改: refuse UPDATE, DELETE and TRUNCATE of a table to everybody, its owner too."""
    return RunSQL(
        sql=(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ground_refuse_change()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
            for_app(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP_ROLE}"),
        ),
        reverse_sql=(
            f"DROP TRIGGER {table}_append_only ON {table}",
            for_app(f"GRANT UPDATE, DELETE ON {table} TO {APP_ROLE}"),
        ),
    )


def unit_keys(table: str, *, parent: str = "", column: str = "") -> RunSQL:
    """分区键: make (unit, id) unique, and a child's unit equal to its parent's."""
    sql = [f"ALTER TABLE {table} ADD CONSTRAINT {table}_unit_id UNIQUE (unit, id)"]
    reverse = [f"ALTER TABLE {table} DROP CONSTRAINT {table}_unit_id"]
    if parent:
        name = f"{table}_unit_{column}"
        sql.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (unit, {column}) "
            f"REFERENCES {parent} (unit, id) DEFERRABLE INITIALLY DEFERRED"
        )
        reverse.insert(0, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return RunSQL(sql=tuple(sql), reverse_sql=tuple(reverse))


def unit_key_of(table: str, parent: str, column: str) -> RunSQL:
    """第二个上级: a child of two parents lies in the unit of the second one too."""
    name = f"{table}_unit_{column}"
    return RunSQL(
        sql=(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (unit, {column}) "
            f"REFERENCES {parent} (unit, id) DEFERRABLE INITIALLY DEFERRED"
        ),
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def for_app(statement: str) -> str:
    """产品角色: return the statement so that it runs only where the product's role exists."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') "
        f"THEN {statement}; END IF; END $$"
    )
