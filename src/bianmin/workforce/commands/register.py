"""花名册: how somebody is employed, what may hang on the wall, their titles; joining."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.accounts import commands as accounts
from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.regions.models import Region
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.workforce import policies
from bianmin.workforce.models import Qualification, StaffingTarget, StaffRecord
from bianmin.workforce.models.people import EMPLOYMENTS

EMPLOYED = {
    "civil": "公务员、事业编",
    "contract": "合同制",
    "welfare": "公益性岗位",
    "village": "村（社区）干部",
    "graduate": "大学生村官",
    "resident": "驻村人员",
    "other": "其他",
}
MOST_PLANNED = 60


@transaction.atomic
def join(
    *,
    name: str,
    id_number: str,
    phone: str,
    login: str,
    kind: RoleKind,
    site: Site,
    employment: str,
    by: Actor,
    at: datetime,
) -> tuple[User, str]:
    """入职: register the person and open an account with its role; return it with the first
    password, which is shown once. Nothing may be taken in before an exam and a grant."""
    _known_employment(employment)
    person = accounts.register_person(name=name, id_number=id_number, phone=phone, by=by, at=at)
    password = secrets.token_urlsafe(12)
    user = accounts.hire(
        person,
        login=login,
        display_name=name.strip(),
        kind=kind,
        region=site.region,
        site=site,
        password=password,
        by=by,
        at=at,
    )
    StaffRecord.objects.create(user=user, employment=employment)
    return user, password


@transaction.atomic
def keep_record(
    user: User,
    region: Region,
    *,
    employment: str,
    wall_phone: str,
    on_wall: bool,
    by: Actor,
    at: datetime,
) -> StaffRecord:
    """登记: how somebody is employed, and the phone that hangs on the wall with their name."""
    require(policies.may_keep_record(by, user, region))
    _known_employment(employment)
    kept, _ = StaffRecord.objects.update_or_create(
        user=user,
        defaults={
            "employment": employment,
            "wall_phone": wall_phone.strip()[:20],
            "on_wall": on_wall,
        },
    )
    record(f"user:{user.pk}", "keep_record", unit=region.unit, by=by, at=at, employment=employment)
    return kept


@transaction.atomic
def hang_photo(user: User, region: Region, photo: object, *, by: Actor, at: datetime) -> StoredFile:
    """上墙照片: the portrait that hangs on the wall and stands on the site's page."""
    require(policies.may_keep_record(by, user, region))
    file = take_upload(
        photo,  # type: ignore[arg-type]
        unit=region.unit,
        owner=f"staff:{user.pk}",
        display_name="上墙照片",
        by=by,
        at=at,
    )
    StaffRecord.objects.update_or_create(user=user, defaults={"photo": file.pk})
    record(f"user:{user.pk}", "hang_photo", unit=region.unit, by=by, at=at, file=file.pk)
    return file


@transaction.atomic
def add_qualification(
    user: User,
    region: Region,
    *,
    name: str,
    number: str = "",
    issued_on: date | None = None,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Qualification:
    """登记资格: a title or a licence, as its document says."""
    require(policies.may_keep_record(by, user, region))
    wrong = {}
    if not name.strip():
        wrong["name"] = "请写资格名称"
    if issued_on and issued_on > localdate(at):
        wrong["issued_on"] = "发证日期不能晚于今天"
    if issued_on and valid_to and valid_to < issued_on:
        wrong["valid_to"] = "有效期要晚于发证日期"
    if wrong:
        raise Invalid("资格有几处要改一改", wrong)
    try:
        with transaction.atomic():
            added = Qualification.objects.create(
                user=user,
                name=name.strip(),
                number=number.strip(),
                issued_on=issued_on,
                valid_to=valid_to,
            )
    except IntegrityError:
        raise Conflict("已经登记过这项资格") from None
    record(f"user:{user.pk}", "add_qualification", unit=region.unit, by=by, at=at, name=added.name)
    return added


@transaction.atomic
def drop_qualification(
    qualification: Qualification, region: Region, *, by: Actor, at: datetime
) -> None:
    """删去资格: it was written by mistake."""
    require(policies.may_keep_record(by, qualification.user, region))
    name, user = qualification.name, qualification.user_id
    if not Qualification.objects.filter(pk=qualification.pk).delete()[0]:
        raise Conflict("这项资格已经删去")
    record(f"user:{user}", "drop_qualification", unit=region.unit, by=by, at=at, name=name)


@transaction.atomic
def set_target(
    site: Site, kind: RoleKind, planned: int, *, by: Actor, at: datetime
) -> StaffingTarget:
    """定编: say how many of a role a site should have, where it is not the standard."""
    require(policies.may_train(by, site.region))
    if not 0 <= planned <= MOST_PLANNED:
        raise Invalid("人数填 0 到 60", {"planned": "人数填 0 到 60"})
    target, _ = StaffingTarget.objects.update_or_create(
        site=site,
        kind=kind.value,
        defaults={"planned": planned, "set_at": at, "set_by": by.user_id},
    )
    record(
        f"site:{site.pk}",
        "set_target",
        unit=site.unit,
        by=by,
        at=at,
        role=kind.value,
        planned=planned,
    )
    return target


def _known_employment(employment: str) -> None:
    if employment not in EMPLOYMENTS:
        raise Invalid("请选用工方式", {"employment": "请选一个"})
