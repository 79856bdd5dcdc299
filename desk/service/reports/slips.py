"""Papers of one record: 受理回执, 一次性告知书, 人民调解受理登记表, 口头协议登记表, 回访记录, 签到表 …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.person import Page, text_of
from desk.service.entries.save import load
from desk.service.lists.exporting import log_export
from desk.service.periods import spoken

if TYPE_CHECKING:
    from desk.papers.model import SlipPages, SlipPaper

Row = dict[str, Any]


@dataclass(frozen=True)
class Slip:
    """A paper that can be printed from a record. `needs` says what must be entered first."""

    key: str
    title: str
    record: str
    make: Callable[[_Writer], SlipPaper]
    needs: Callable[[Row], str] = lambda row: ""


@dataclass
class _Writer:
    """One record being put on paper; numbers of people are printed in full: the paper is theirs."""

    desk: Desk
    record: str
    row: Row

    def text(self, *keys: str) -> str:
        """The first filled of the fields, as text."""
        fields = self.desk.catalog.fields(self.record, self.row.get("category"))
        for key in keys:
            if self.row.get(key) not in (None, ""):
                return text_of(self.desk, fields[key].kind, self.row[key])
        return ""

    def days(self) -> str:
        """The promise in words."""
        return f"{self.row['workdays']}个工作日" if self.row.get("workdays") is not None else ""

    def day(self, key: str) -> str:
        """A date in words; one that rests on holidays not known yet says what that means to the applicant."""
        if not self.row.get(key):
            return ""
        guessed = self.desk.catalog.fields(self.record)[key].kind.remark(self.row[key])
        return spoken(self.row[key]) + ("（按周一至周五推算，遇放假顺延）" if guessed else "")

    def part(self, part: str, *keys: str) -> tuple[tuple[str, ...], ...]:
        """The child rows, each as the texts of some fields; what is blank is taken from a linked resident."""
        fields = self.desk.catalog.part_fields(self.record, part)
        return tuple(self._cells(fields, row, keys) for row in self.row.get(part) or ())

    def _cells(self, fields: Row, row: Row, keys: tuple[str, ...]) -> tuple[str, ...]:
        who = self.person(row.get("resident")) if row.get("resident") else {}
        known = {"paper": who.get("id_number", ""), **who}
        return tuple(
            text_of(self.desk, fields[key].kind, row[key]) if row.get(key) not in (None, "") else known.get(key, "")
            for key in keys)

    def person(self, id: int | None = None) -> Row:
        """A resident's own fields as text, full: the one with that id, else the one the record concerns."""
        id = id or self.row.get("resident")
        if not id:
            return {}
        draft = load(self.desk, "resident", id).draft
        fields = self.desk.catalog.fields("resident")
        made = {
            k: text_of(self.desk, fields[k].kind, v) for k, v in draft.items() if k in fields and v not in (None, "")}
        return made | {"address": draft.get("address") or ""}

    def paper(self, title: str, rows: tuple[tuple[str, str], ...], **rest: Any) -> SlipPaper:
        from desk.papers.model import SlipPaper

        return SlipPaper(title, rows=rows, **{"organisation": f"{self.desk.name}居民委员会", **rest})


def _receipt(w: _Writer) -> SlipPaper:
    who = w.person()
    return w.paper("受理回执", (
        ("申请人", who.get("name", "") or w.text("household", "unit")),
        ("联系电话", w.text("phone") or who.get("phone", "")),
        ("事项", w.text("matter", "subject") or w.text("category")), ("办理方式", w.text("way")),
        ("受理日期", w.day("date")), ("承诺时限", w.days()), ("承诺办结日", w.day("due")),
        ("首问责任人", w.text("first_asked")), ("承办人", w.text("handler")),
        ("诉求内容", w.text("content", "subject")),
    ), number=w.text("number"),
        grid=_with_head(("材料名称", "已收", "备注"), w.part("materials", "name", "received", "note")),
        signatures=("申请人（签名）", "经办人（签名）"), seal=f"{w.desk.name}居民委员会", size="A5",
        notes=("请凭本回执查询办理进度；代办服务不收取任何费用。",))


def _notice(w: _Writer) -> SlipPaper:
    asked = "\n".join(note for step, note in w.part("steps", "step", "note") if step.startswith("一次性告知"))
    missing = tuple(row for row in w.part("materials", "name", "received", "note") if row[1] != "是")
    return w.paper("一次性告知书", (
        ("申请人", w.person().get("name", "") or w.text("household", "unit")),
        ("事项", w.text("matter", "subject", "category")),
        ("受理日期", w.day("date")), ("承办人", w.text("handler", "first_asked")),
    ), number=w.text("number"), body=asked, grid=_with_head(("还需补齐的材料", "已收", "说明"), missing),
        signatures=("申请人（签名）", "经办人（签名）"), seal=f"{w.desk.name}居民委员会", size="A5")


def _with_head(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return (head, *rows) if rows else ()


def _parties(w: _Writer) -> tuple[tuple[str, ...], ...]:
    return _with_head(("身份", "姓名或单位", "证件号码", "联系电话", "单位或住址"),
                      w.part("parties", "side", "name", "paper", "phone", "address"))


def _acceptance(w: _Writer) -> SlipPaper:
    names = "、".join(row[1] for row in _parties(w)[1:])
    return w.paper("人民调解受理登记表", (
        ("纠纷类型", w.text("kind")), ("案件来源", w.text("source")), ("发生地点", w.text("scene", "place"))),
                   number=w.text("number"), grid=_parties(w), seal="人民调解委员会印章",
                   organisation=f"{w.desk.name}人民调解委员会",
                   body=(f"{w.day('date')}，人民调解委员会经当事人同意，调解{names}之间的纠纷。\n"
                         f"纠纷简要情况：{w.text('summary', 'title')}"),
                   signatures=("当事人（签名）", "登记人（签名）"), notes=("备注：此表由人民调解委员会填写。",))


def _agreed(w: _Writer) -> str:
    return f"纠纷主要事实、争议事项：{w.text('summary', 'title')}\n经调解，自愿达成如下协议：{w.text('agreement')}"


def _oral(w: _Writer) -> SlipPaper:
    return w.paper("人民调解口头协议登记表", (
        ("纠纷类型", w.text("kind")), ("达成日期", w.day("concluded")), ("履行情况", w.text("performance"))),
                   number=w.text("agreement_number", "number"), grid=_parties(w), seal="人民调解委员会印章",
                   organisation=f"{w.desk.name}人民调解委员会",
                   body=_agreed(w),
                   signatures=("人民调解员（签名）",), notes=("此表由人民调解委员会填写。",))


def _agreement(w: _Writer) -> SlipPaper:
    return w.paper("人民调解协议书", (("纠纷类型", w.text("kind")), ("协议金额", w.text("amount"))),
                   number=w.text("agreement_number", "number"), grid=_parties(w), seal="人民调解委员会印章",
                   organisation=f"{w.desk.name}人民调解委员会",
                   body=f"{_agreed(w)}\n本协议一式　　份，当事人、人民调解委员会各持一份。",
                   signatures=("当事人（签名盖章或按指印）", "人民调解员（签名）", "记录人（签名）"))


def _sign_in(w: _Writer) -> SlipPaper:
    rows = tuple((str(i), name, role, "") for i, (name, role) in enumerate(w.part("attendance", "name", "role"), 1))
    blank = tuple((str(i), "", "", "") for i in range(1, 21))
    return w.paper("活动签到表", (
        ("活动名称", w.text("name")), ("日期", w.day("date")), ("地点", w.text("place")), ("负责人", w.text("leader"))),
                   grid=(("序号", "姓名", "身份", "签名"), *(rows or blank)))


def _given(w: _Writer) -> SlipPaper:
    who = w.person()
    goods = " ".join(t for t in (w.text("goods"), w.text("quantity"), w.text("measure")) if t)
    return w.paper("领取单", (
        ("领取人", who.get("name", "") or w.text("household", "unit")), ("住址", who.get("address", "")),
        ("类别", w.text("category")), ("事由", w.text("occasion")), ("金额", w.text("amount")), ("物品", goods),
        ("日期", w.day("date")), ("经办人", w.text("worker")),
    ), signatures=("领取人（签名）", "经办人（签名）"), size="A5")


def _needs_agreement(row: Row) -> str:
    return "" if row.get("agreement") else "请先填写协议内容"


SLIPS = (
    Slip("receipt", "受理回执", "request", _receipt),
    Slip("notice", "一次性告知书", "request", _notice, lambda row: "" if any(
        s.get("step") == "supply" for s in row.get("steps") or ()) else "请先在办理过程中登记“一次性告知”"),
    Slip("acceptance", "受理登记表", "case", _acceptance),
    Slip("oral", "口头协议登记表", "case", _oral, _needs_agreement),
    Slip("agreement", "调解协议书", "case", _agreement, _needs_agreement),
    Slip("sign_in", "签到表", "activity", _sign_in),
    Slip("given", "领取单", "grant", _given),
)


def print_page(desk: Desk, page: Page, out: Path) -> SlipPages:
    """一人一档 on paper, as the page is shown: its facts, child rows, standings and timeline; logged.

    Numbers are in full only where the page shows them so."""
    from desk.papers.model import SlipPaper
    from desk.papers.slip import slip_pdf

    spec = desk.catalog.record(page.record)
    title = spec.words.file or f"{spec.title}登记"
    parts = tuple((name, (heads, *rows)) for name, heads, rows in page.parts)
    held = tuple(m for m in page.timeline if m.record == "standing")
    rest = tuple(m for m in page.timeline if m.record != "standing")
    lists = tuple((name, (("日期", "事项", "内容"), *((m.date or "—", m.title, m.detail) for m in moments)))
                  for name, moments in (("身份", held), ("往来记事", rest)) if moments)
    facts = tuple(fact for _, group in page.groups for fact in group)
    named = () if page.title in (text for _, text in facts) else (("名称", page.title),)
    hidden = ("证件号码、电话等已部分遮盖。",) if page.masked else ()
    made = slip_pdf(SlipPaper(
        title, rows=(*named, *facts), lists=(*parts, *lists), organisation=f"{desk.name}居民委员会",
        notes=(*hidden, f"打印日期：{spoken(desk.today)}　打印人：{desk.caller.worker}")), out)
    log_export(desk, f"{title}（打印）", 1, not page.masked, "打印档案")
    return made


def slips(record: str) -> list[Slip]:
    """The papers that a record can be printed as."""
    return [one for one in SLIPS if one.record == record]


def print_slip(desk: Desk, key: str, record: str, id: int, out: Path) -> SlipPages:
    """Write one paper of one record. Raises Invalid where something must be entered first."""
    from desk.papers.slip import slip_pdf

    slip = next((one for one in slips(record) if one.key == key), None)
    if slip is None:
        raise Invalid("usage", "没有这种单据")
    row = load(desk, record, id).draft
    if lacking := slip.needs(row):
        raise Invalid("slip_needs", lacking)
    pages = slip_pdf(slip.make(_Writer(desk, record, row)), out)
    log_export(desk, f"{slip.title}（打印）", 1, True, "打印单据")
    return pages
