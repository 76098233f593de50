"""How a request to Graph can end otherwise than with an answer.

Each is the problem that a caller gets when nobody has anything better to say about it.
"""

from __future__ import annotations

from shared.problems import GraphFailed, GraphTimeout, MeetingNotFound


class GraphNotFound(MeetingNotFound):
    """404: Graph has nothing at this path."""


class GraphForbidden(MeetingNotFound):
    """403 without a word of a missing policy: this is somebody else's meeting, or its reports are."""


class GraphRefused(GraphFailed):
    """Graph refuses what this service asks, or what it sends leads to another place than Graph."""


class OutOfTime(GraphTimeout):
    """The time of the import is used up, or what Graph asks to wait would not fit into it."""
