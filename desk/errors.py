"""The three things that may go wrong for a person; anything else is our own bug.

Every text is one plain Chinese sentence that a committee worker can act on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One refusal: where it belongs, a stable code, and the sentence to show.

    `field` is a field's key, or "" when the whole record is meant.
    A problem that is only a `warning` is shown and does not stop the save.
    """

    field: str
    code: str
    text: str
    warning: bool = False


class Invalid(Exception):
    """The person's data was refused; the command line ends with 1."""

    def __init__(self, code: str, text: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.problems = tuple(problems)


class Trouble(Exception):
    """Disk, lock or password: a stable code, and the sentence that says what to do; the command line ends with 3."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Cancelled(Exception):
    """The person pressed 取消; nothing was kept."""
