"""How the stand-in for Microsoft Graph fails when a test or a curious person asks for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FailureMode(StrEnum):
    """What `POST /dev/misbehave` takes as `mode`."""

    NORMAL = "normal"  # forget what was asked for before
    THROTTLED = "throttled"  # 429, with Retry-After where `retryAfter` is given
    UNAVAILABLE = "unavailable"  # 503, likewise
    SLOW = "slow"  # the correct answer, after `seconds`
    EXPIRED = "expired"  # 401, and this token never works again
    FOREIGN_NEXT_LINK = "foreign_next_link"  # the correct page, but the next one is said to be on another host
    NO_POLICY = "no_policy"  # 403: the application has no access policy for this person
    NO_POLICY_OLD = "no_policy_old"  # the same as Graph used to word it
    CHALLENGE = "challenge"  # 401 with claims in WWW-Authenticate


@dataclass(slots=True)
class Rule:
    """Misbehave so towards the requests whose target holds `path`, once `skip` of them have passed, `times` times."""

    mode: FailureMode
    path: str = ""
    skip: int = 0
    times: int = 1
    retry_after: int | None = None
    seconds: float = 1

    @classmethod
    def parse(cls, members: dict[str, Any]) -> Rule:
        """Read the body of `POST /dev/misbehave`.

        Raises:
            ValueError: the mode or a member is not known, or has another type than it should.
        """
        given = {"retry_after" if name == "retryAfter" else name: value for name, value in members.items()}
        try:
            rule = cls(**{**given, "mode": FailureMode(given.get("mode", ""))})
        except TypeError as error:
            raise ValueError(str(error)) from None
        numbers = (rule.skip, rule.times, rule.retry_after or 0, rule.seconds)
        if not isinstance(rule.path, str) or not all(isinstance(number, int | float) for number in numbers):
            raise ValueError("path is a string; skip, times, retryAfter and seconds are numbers")
        if rule.times < 1:
            raise ValueError("times is at least 1")
        return rule


class Rules:
    """What the stand-in has been asked for and has not done yet, in the order of asking."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Remember a rule; NORMAL forgets them all."""
        with self._lock:
            if rule.mode is FailureMode.NORMAL:
                self._rules.clear()
            else:
                self._rules.append(rule)

    def take_rule(self, target: str) -> Rule | None:
        """The rule that the request to `target` meets; it then counts as one of its times."""
        with self._lock:
            for rule in self._rules:
                if rule.path not in target:
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                rule.times -= 1
                if rule.times == 0:
                    self._rules.remove(rule)
                return rule
        return None
