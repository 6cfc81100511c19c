"""系统: who acts when a job runs and no person does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """系统: what an event keeps of an actor that is no person."""

    user_id: int | None = None
    person_id: int | None = None
    name: str = "系统"


SYSTEM = Job()
