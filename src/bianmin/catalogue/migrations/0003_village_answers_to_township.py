import django.db.models.deletion
from django.db import migrations, models

ALONE = ("开具证明", "水电气暖缴费")

STAND_ALONE = f"""
    UPDATE catalogue_serviceitem SET stands_alone = true WHERE area IN {ALONE};
    UPDATE catalogue_offering o SET stands_alone = true
    FROM catalogue_serviceitem i WHERE i.id = o.item_id AND i.stands_alone;
"""
# A village entry without any township entry gets a closed one to point at: it shows as broken.
LINK = """
    INSERT INTO catalogue_offering (item_id, unit, tier, entry_mode, stands_alone, delegation,
                                    document, valid_from, valid_to, end_reason)
    SELECT DISTINCT ON (v.item_id, v.unit) v.item_id, v.unit, 'township', 'accept', false, '', '',
           v.valid_from, v.valid_from, '补记：镇目录未列入'
    FROM catalogue_offering v
    WHERE v.tier = 'village' AND NOT v.stands_alone AND NOT EXISTS (
        SELECT FROM catalogue_offering t
        WHERE t.tier = 'township' AND t.unit = v.unit AND t.item_id = v.item_id);
    UPDATE catalogue_offering v SET linked_id = (
        SELECT t.id FROM catalogue_offering t
        WHERE t.tier = 'township' AND t.unit = v.unit AND t.item_id = v.item_id
        ORDER BY t.valid_to IS NULL DESC, t.id DESC LIMIT 1)
    WHERE v.tier = 'village';
    SET CONSTRAINTS ALL IMMEDIATE;
"""
KEYS = (
    "ALTER TABLE catalogue_serviceitem ADD CONSTRAINT item_stands_alone UNIQUE (id, stands_alone)",
    "ALTER TABLE catalogue_offering ADD CONSTRAINT offering_stands_alone_as_its_item "
    "FOREIGN KEY (item_id, stands_alone) REFERENCES catalogue_serviceitem (id, stands_alone) "
    "ON UPDATE CASCADE",
    "ALTER TABLE catalogue_offering ADD COLUMN linked_tier varchar(10) GENERATED ALWAYS AS "
    "(CASE WHEN linked_id IS NOT NULL THEN 'township' END) STORED",
    "ALTER TABLE catalogue_offering ADD CONSTRAINT offering_key UNIQUE (id, unit, item_id, tier)",
    "ALTER TABLE catalogue_offering ADD CONSTRAINT offering_linked_to_its_township_entry "
    "FOREIGN KEY (linked_id, unit, item_id, linked_tier) "
    "REFERENCES catalogue_offering (id, unit, item_id, tier)",
)
NO_KEYS = (
    "ALTER TABLE catalogue_offering DROP CONSTRAINT offering_linked_to_its_township_entry",
    "ALTER TABLE catalogue_offering DROP CONSTRAINT offering_key",
    "ALTER TABLE catalogue_offering DROP COLUMN linked_tier",
    "ALTER TABLE catalogue_offering DROP CONSTRAINT offering_stands_alone_as_its_item",
    "ALTER TABLE catalogue_serviceitem DROP CONSTRAINT item_stands_alone",
)


class Migration(migrations.Migration):
    """A village entry answers to a township entry of the same unit and item."""

    dependencies = [
        ("catalogue", "0002_versions_stay"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="offering",
            name="offering_mode_known",
        ),
        migrations.AddField(
            model_name="offering",
            name="delegation",
            field=models.CharField(blank=True, default="", max_length=12),
        ),
        migrations.AddField(
            model_name="offering",
            name="document",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="offering",
            name="end_reason",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="offering",
            name="linked",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answering",
                to="catalogue.offering",
            ),
        ),
        migrations.AddField(
            model_name="offering",
            name="stands_alone",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="stands_alone",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(STAND_ALONE, migrations.RunSQL.noop),
        migrations.RunSQL(LINK, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry_mode__in", ["accept", "handle"]), ("tier", "township")),
                    models.Q(
                        ("entry_mode__in", ["accept", "handle", "agent"]), ("tier", "village")
                    ),
                    _connector="OR",
                ),
                name="offering_mode_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("linked__isnull", True), ("tier", "township")),
                    models.Q(("linked__isnull", False), ("tier", "village")),
                    models.Q(("stands_alone", True), ("tier", "village")),
                    _connector="OR",
                ),
                name="offering_village_answers_to_township",
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delegation", ""), ("document", "")),
                    models.Q(
                        ("delegation__in", ["devolved", "entrusted", "authorised"]),
                        ("tier", "township"),
                        models.Q(("document", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="offering_delegation_has_document",
            ),
        ),
        migrations.RunSQL(KEYS, NO_KEYS),
    ]
