"""Who uses a right on whose data, and how it is logged: an officer's act in two parts, linked by an id.

The person's part says what was done and not by whom; the officer's part says what was done and not to whom.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from shared.audit.activity import Activity, ActivityLog, Kind
from shared.auth.caller import Caller
from shared.auth.principal import Principal


@dataclass(frozen=True, slots=True)
class AuditedAction:
    """A right used on the data of (tid, oid): by the person, or by an officer of the same tenant for them."""

    caller: Caller
    oid: str
    now: datetime
    correlation_id: str

    @property
    def tid(self) -> str:
        return self.caller.principal.tid

    @property
    def by_officer(self) -> bool:
        return self.caller.role is not None

    def log(self, activity: ActivityLog, right: Kind, outcome: str = "done") -> list[Activity]:
        """Log the use of the right, once for the person and once more for an officer who acted."""
        if not self.by_officer:
            return [activity.record(self.caller, right, self.now, self.correlation_id, outcome=outcome)]
        act_id = str(uuid.uuid4())
        subject = Principal(
            tid=self.tid,
            oid=self.oid,
            client_id="",
            username=None,
            scopes=frozenset(),
            roles=frozenset(),
            app_only=False,
            guest=False,
        )
        of_subject = Caller(subject, None, None)
        return [
            activity.record(of_subject, right, self.now, str(uuid.uuid4()), outcome=outcome, act_id=act_id),
            activity.record(self.caller, right, self.now, self.correlation_id, outcome=outcome, act_id=act_id),
        ]

    def log_reading(self, activity: ActivityLog, right: Kind) -> None:
        """Log that data was read, before it is shown. An officer is not shown what cannot be logged; the person is.

        Raises:
            StorageUnavailable: an officer's reading could not be logged.
        """
        if self.by_officer:
            self.log(activity, right)
        else:
            activity.record_own(self.caller, right, self.now, self.correlation_id)
