"""系统: who acts when a job runs and no person does, and over which units it runs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """系统: what an event keeps of an actor that is no person."""

    user_id: int | None = None
    person_id: int | None = None
    name: str = "系统"


SYSTEM = Job()

ALL_UNITS = range(100)
"""全部单位: a unit's number has two digits; naming them all keeps a statement routable."""
