"""The technical floor: process numbers for ids, the shared cache, the refusal of changes."""

from django.db import migrations

from bianmin.ground.sql import APP_ROLE, for_app


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            sql=[
                "CREATE SEQUENCE ground_node MINVALUE 0 MAXVALUE 4095 CYCLE",
                for_app(f"GRANT USAGE ON SEQUENCE ground_node TO {APP_ROLE}"),
            ],
            reverse_sql="DROP SEQUENCE ground_node",
        ),
        migrations.RunSQL(
            sql=[
                "CREATE TABLE ground_cache (cache_key varchar(255) NOT NULL PRIMARY KEY, "
                "value text NOT NULL, expires timestamp with time zone NOT NULL)",
                "CREATE INDEX ground_cache_expires ON ground_cache (expires)",
                for_app(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ground_cache TO {APP_ROLE}"),
            ],
            reverse_sql="DROP TABLE ground_cache",
        ),
        migrations.RunSQL(
            sql="CREATE FUNCTION ground_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
            "USING ERRCODE = 'insufficient_privilege'; END $$",
            reverse_sql="DROP FUNCTION ground_refuse_change()",
        ),
    ]
