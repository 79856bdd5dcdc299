"""What a row of a sheet implies: the name of a case by its parties."""

from __future__ import annotations

from typing import Any

from desk.kinds import code_list
from desk.service.imports.look import PlanLook


def case_title(draft: dict[str, Any], look: PlanLook) -> str:
    """A case without a name is called by its parties and its kind: 李明与王芳邻里纠纷."""
    kinds = {entry.code: entry.label for entry in code_list("dispute_kind").entries}
    people = (look.row("resident", row["resident"]) if row.get("resident") else row for row in draft["parties"][:2])
    names = "与".join(str(one["name"]) for one in people if one and one.get("name"))
    return (names + kinds.get(str(draft.get("kind")), ""))[:100] if names else ""
