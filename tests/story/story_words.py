"""What is typed in the story. The community, the worker and every person are invented."""

from __future__ import annotations

from types import SimpleNamespace

PASSWORD = "haitang-2026"
ELDER = SimpleNamespace(name="侯火红", letters="hhh", tail="2540", number="340104194604022540")
SAID = SimpleNamespace(
    community="海棠社区", worker="周敏华", situation="老人独居，家里一切安好。", goods="米油", measure="份",
    occasion="重阳节慰问", subject="代办老年优待证", content="请社区帮助申请，证件齐全。",
    dispute="楼上漏水邻里纠纷", summary="楼上水管破裂，楼下天花板受损。", outsider="王秀英",
    agreement="楼上修好水管，赔偿楼下八百元。", activity="冬季健康讲座", hall="社区活动室", purpose="报街道民政办",
    streets="青石巷长寿新村")
LETTERS = "".join([*vars(SAID).values(), *vars(ELDER).values(), "居民花名册"])
FIRST = "汤红旺"
"""The first of the register: the names behind a figure begin with her."""
STREETS = (("青石巷", 8), ("长寿新村", 4))
"""Where the twelve live who are ticked."""
PEOPLE = 12
