"""Today, and the moment of a save. DESK_TODAY replaces today in tests and rehearsals."""

from __future__ import annotations

import os
from datetime import date, datetime

from desk.errors import Invalid


def today() -> date:
    """The date on the office's clock, or the one in DESK_TODAY (YYYY-MM-DD)."""
    text = os.environ.get("DESK_TODAY")
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("date_invalid", f"环境变量 DESK_TODAY 不是日期：{text}") from None


def now() -> datetime:
    """The moment of a save: the wall clock's time on `today()`."""
    return datetime.combine(today(), datetime.now().time().replace(microsecond=0))
