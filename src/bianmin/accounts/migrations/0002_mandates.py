import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.AddField(
            model_name="signincode",
            name="purpose",
            field=models.CharField(db_default="sign_in", default="sign_in", max_length=12),
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("relation", models.CharField(max_length=10)),
                ("way", models.CharField(max_length=10)),
                ("areas", models.JSONField(default=list)),
                ("items", models.JSONField(default=list)),
                ("order", models.BigIntegerField(blank=True, null=True)),
                (
                    "document",
                    bianmin.ground.fields.SealedText(blank=True, default="", kind="words"),
                ),
                ("code", models.BigIntegerField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.BigIntegerField(null=True)),
                ("granted_at", models.DateTimeField(blank=True, null=True)),
                ("ends_on", models.DateField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end", models.CharField(blank=True, default="", max_length=10)),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_held",
                        to="accounts.person",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_given",
                        to="accounts.person",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("principal", models.F("holder")), _negated=True),
                        name="mandate_of_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "relation__in",
                                [
                                    "agent",
                                    "child",
                                    "grandchild",
                                    "guardian",
                                    "in_law",
                                    "other_kin",
                                    "parent",
                                    "sibling",
                                    "spouse",
                                ],
                            ),
                            ("way__in", ["code", "law", "paper"]),
                        ),
                        name="mandate_words_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("areas", []), _negated=True),
                            models.Q(("items", []), _negated=True),
                            _connector="OR",
                        ),
                        name="mandate_scope_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("way", "code"), ("site__isnull", False), _connector="OR"
                        ),
                        name="mandate_by_window_has_its_site",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(
                                (
                                    "end__in",
                                    [
                                        "died",
                                        "expired",
                                        "incapable",
                                        "of_age",
                                        "renounced",
                                        "replaced",
                                        "revoked",
                                    ],
                                ),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_end_is_said",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("granted_at__isnull", False),
                            ("order__isnull", True),
                        ),
                        fields=("principal", "holder"),
                        name="mandate_one_at_a_time",
                    ),
                ],
            },
        ),
    ]
