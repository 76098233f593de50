"""The rights together, as their routes use them."""

from __future__ import annotations

from dataclasses import dataclass

from shared.audit.activity import ActivityLog
from shared.rights.access import AccessService
from shared.rights.erasure import ErasureService
from shared.rights.rectification import RectificationService
from shared.rights.restriction import RestrictionService
from shared.rights.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Rights:
    """Access, rectification, erasure and restriction; the people of a tenant; and the log of who used which."""

    access: AccessService
    rectification: RectificationService
    erasure: ErasureService
    restriction: RestrictionService
    subjects: Subjects
    activity: ActivityLog
