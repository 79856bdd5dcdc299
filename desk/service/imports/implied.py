"""What a row of a sheet implies: the steps of a request by its dates, the name of a case by its parties."""

from __future__ import annotations

from typing import Any

from desk.kinds import code_list
from desk.service.imports.look import PlanLook

_STEP_OF = {"done": "done", "replied": "reply", "revisited": "revisit"}
"""The step that each derived date of a request tells."""
_ENDS = {"declined": "decline", "failed": "failed", "withdrawn": "withdrawn"}
"""The step that ended it, where the state says another than success."""
_UNTOLD = "导入的表里没有写明"


def steps_told(record: str, values: dict[str, Any]) -> None:
    """Put the steps that a row's dates tell into the row, in the order of their days."""
    if record != "request":
        return
    made: list[dict[str, Any]] = []
    for key, step in _STEP_OF.items():
        if values.get(key):
            step = _ENDS.get(str(values.get("state")), step) if key == "done" else step
            note = {"note": values.get("result") or _UNTOLD} if step in ("decline", "failed") else {}
            made.append({"date": values[key], "step": step, **note})
    if made:
        values["steps"] = sorted(made, key=lambda one: str(one["date"]))


def case_title(draft: dict[str, Any], look: PlanLook) -> str:
    """A case without a name is called by its parties and its kind: 李明与王芳邻里纠纷."""
    kinds = {entry.code: entry.label for entry in code_list("dispute_kind").entries}
    people = (look.row("resident", row["resident"]) if row.get("resident") else row for row in draft["parties"][:2])
    names = "与".join(str(one["name"]) for one in people if one and one.get("name"))
    return (names + kinds.get(str(draft.get("kind")), ""))[:100] if names else ""
