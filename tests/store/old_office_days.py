"""The days of the old office (see `old_office`): what was entered, changed, deleted, taken back, imported, issued.

Each day is a function of the desk and of the marks: names of what a test works on later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desk.kinds.papers import check_character
from desk.service.desk import Desk
from desk.service.entries.files import keep
from desk.service.entries.history import history, undo
from desk.service.entries.save import blank, delete, load, save, undelete
from desk.service.imports.importing import commit, drop, mend, read, undo_import, waiting
from desk.service.jobs import run
from desk.service.lists.exporting import register
from desk.service.lists.query import Query
from desk.service.periods import of_year
from desk.service.trust.closing import close, issue

Marks = dict[str, Any]
STEPS = ({"date": "2026-06-03", "step": "accept", "worker": "周敏华"},
         {"date": "2026-06-04", "step": "transfer", "worker": "周敏华", "to": "街道民政办"},
         {"date": "2026-06-05", "step": "urge", "worker": "李文静"})


def enter(desk: Desk, record: str, **values: Any) -> int:
    return save(desk, record, {**blank(desk, record), **values}).id


def change(desk: Desk, record: str, id: int, since: str | None = None, **values: Any) -> int:
    """Change a record; the change-set."""
    save(desk, record, {**load(desk, record, id).draft, **values}, id, since=since)
    return last(desk, record, id)


def last(desk: Desk, record: str, id: int) -> int:
    return history(desk, record, id)[0].set_id


def people(desk: Desk, marks: Marks) -> None:
    """A household of three is entered; corrections and changes that count from a day."""
    home = enter(desk, "household", number="H9001", start="2019-03-01")
    lived = {"household": home, "address": "海棠里9幢1单元101室", "nature": "01"}
    head = enter(desk, "resident", name="司徒明远", birth="1950-03-01", sex="1", marital="20", political="13",
                 phone="13800001234", relation="02", moved_in="2019-03-01", **lived)
    wife = enter(desk, "resident", name="欧阳秀兰", birth="1952-08-11", sex="2", marital="20", relation="10",
                 moved_in="2019-03-01", **lived)
    son = enter(desk, "resident", name="司徒小军", birth="1980-01-01", sex="1", marital="10", relation="20",
                moved_in="2019-03-01", **lived)
    change(desk, "household", home, head=head)
    marks |= {"head": head, "wife": wife, "son": son, "home": home}
    marks["corrected"] = change(desk, "resident", wife, phone="13900004321", education="60")
    marks["turned"] = change(desk, "resident", son, "2026-03-15", marital="20", employment="13")
    change(desk, "resident", son, "2026-05-01", employment="70")
    marks["moved"] = change(desk, "resident", son, "2026-04-20", address="海棠里3幢2单元202室")
    undo(desk, change(desk, "resident", head, note="写错了人"))
    for category in ("mental", "correction", "drug", "released", "dibao", "disabled", "elder_alone", "living_alone"):
        if category in desk.catalog.categories["standing"]:
            enter(desk, "standing", resident=son, category=category, start="2025-05-01")
    marks["talk"] = enter(desk, "visit", resident=son, date="2026-05-06", category="support_talk", visitor="周敏华",
                          situation="谈话一小时，情绪平稳", problem="想找工作", next="2026-08-06")
    change(desk, "visit", marks["talk"], handling="已介绍两家单位")


def requests(desk: Desk, marks: Marks) -> None:
    """Steps of a request are added, changed, removed and taken back, also a step that later ones follow."""
    one = enter(desk, "request", resident=marks["wife"], date="2026-06-03", category="agency", subject="办老年证",
                workdays=5, content="本人行动不便", steps=[dict(STEPS[0])])
    marks["request"] = one
    for step in STEPS[1:]:
        change(desk, "request", one, steps=[*load(desk, "request", one).draft["steps"], dict(step)])
    rows = load(desk, "request", one).draft["steps"]
    marks["step_corrected"] = change(desk, "request", one, steps=[*rows[:2], {**rows[2], "note": "电话催办"}])
    done = {"date": "2026-06-08", "step": "done", "worker": "周敏华"}
    undo(desk, change(desk, "request", one, steps=[*load(desk, "request", one).draft["steps"], done]))
    change(desk, "request", one, steps=[*load(desk, "request", one).draft["steps"], {**done, "date": "2026-06-09"}])
    two = enter(desk, "request", resident=marks["head"], date="2026-06-03", category="agency", subject="借轮椅",
                workdays=3, steps=[dict(STEPS[0])], materials=[{"name": "身份证", "received": 1}, {"name": "病历"}])
    marks["request_open"] = two
    marks["step_added"] = change(desk, "request", two, steps=[
        *load(desk, "request", two).draft["steps"], {"date": "2026-06-04", "step": "do", "worker": "李文静"}])
    change(desk, "request", two, materials=load(desk, "request", two).draft["materials"][:1])
    binned = enter(desk, "request", resident=marks["head"], date="2026-06-03", category="agency", subject="误录",
                   steps=[dict(STEPS[0]), dict(STEPS[1])])
    delete(desk, "request", binned)
    marks["request_in_bin"] = binned


def disputes(desk: Desk, marks: Marks) -> None:
    """Sessions and parties of a dispute, a paper attached to it; an activity's sign-in sheet."""
    with TemporaryDirectory() as folder:
        note = Path(folder) / "笔录.txt"
        note.write_text("调解笔录（样本）", "utf-8")
        paper = keep(desk, note)
    sides = [{"side": "applicant", "resident": marks["wife"]}, {"side": "respondent", "name": "丁成"}]
    one = enter(desk, "case", date="2026-06-03", title="楼上漏水", kind="L1", parties=sides, files=paper,
                sessions=[{"date": "2026-06-04", "kind": "talk", "record": "双方各执一词"}])
    rows = load(desk, "case", one).draft["sessions"]
    second = {"date": "2026-06-05", "kind": "mediate", "record": "达成一致", "outcome": "修理费各半"}
    marks["session_added"] = change(desk, "case", one, sessions=[*rows, second])
    rows = load(desk, "case", one).draft["sessions"]
    marks["session_corrected"] = change(desk, "case", one, sessions=[
        {**rows[0], "attendees": "欧阳秀兰、丁成"}, rows[1]])
    change(desk, "case", one, result="01", concluded="2026-06-06", form="02", people=4,
           followups=[{"date": "2026-06-08", "by": "周敏华", "situation": "已修好"}])
    marks["case"] = one
    binned = enter(desk, "case", date="2026-06-04", title="重复录入", kind="02", parties=sides)
    delete(desk, "case", binned)
    marks["case_in_bin"] = binned
    signed = [{"resident": marks[who]} for who in ("head", "wife")]
    activity = enter(desk, "activity", date="2026-06-05", name="端午包粽子", category="culture" if "culture" in
                     desk.catalog.categories["activity"] else "art", people=20, attendance=signed)
    rows = load(desk, "activity", activity).draft["attendance"]
    change(desk, "activity", activity, attendance=[*rows, {"name": "来宾甲", "phone": "13700000001"}])
    change(desk, "activity", activity, attendance=load(desk, "activity", activity).draft["attendance"][1:])
    marks["activity"] = activity
    planned = enter(desk, "activity", date="2026-06-25", name="消防演练", category="training", state="planned",
                    attendance=signed)
    change(desk, "activity", planned, state="cancelled")


def bin_and_death(desk: Desk, marks: Marks) -> None:
    """Deleted and restored, deleted for good, a death that ends what holds, a standing whose own fields change."""
    stray = enter(desk, "resident", name="误录的人", address="海棠里9幢1单元102室")
    delete(desk, "resident", stray)
    undelete(desk, "resident", stray)
    delete(desk, "resident", stray)
    gone = enter(desk, "resident", name="慕容大山", birth="1940-02-02", address="海棠里9幢2单元201室",
                 moved_in="2020-01-01")
    enter(desk, "standing", resident=gone, category="dibao", start="2024-01-01")
    marks["death"] = change(desk, "resident", gone, death="2026-06-01")
    marks |= {"resident_in_bin": stray, "dead": gone}
    helper = next(key for key, one in desk.catalog.categories["standing"].items() if one.title == "党员志愿者")
    own = enter(desk, "standing", resident=marks["wife"], category=helper, start="2025-01-01",
                **{"x.hours": 12, "x.squad": "红马甲"})
    marks["own_field"] = change(desk, "standing", own, **{"x.hours": 20})
    change(desk, "standing", own, **{"x.squad": "银龄队"}, certificate="V-0007")
    marks["standing"] = own


def imports(desk: Desk, marks: Marks) -> None:
    """Two imports: one stands with rows that wait, are mended or dropped; one is taken back."""
    with TemporaryDirectory() as folder:
        made = run(commit(desk, run(read(desk, book(Path(folder) / "花名册.xlsx", ROSTER)))))
        marks["batch"] = made.batch
        first, second, *_ = waiting(desk, made.batch)
        mend(desk, first.id, {"id_number": number("11010519880303005")})
        drop(desk, second.id)
        undone = run(commit(desk, run(read(desk, book(Path(folder) / "走访.xlsx", VISITS)))))
        marks["batch_undone"] = undone.batch
        undo_import(desk, undone.batch)
        later = run(commit(desk, run(read(desk, book(Path(folder) / "新来的.xlsx", LATER)))))
        marks["batch_to_undo"] = later.batch
        run(register(desk, Query("resident"), Path(folder) / "out.xlsx", full=True, purpose="上报街道"))


def papers(desk: Desk, marks: Marks) -> None:
    """A year is issued, closed, and something is entered late."""
    with TemporaryDirectory() as folder:
        paper = run(issue(desk, "annual", of_year(2025), Path(folder) / "2025.pdf"))
        close(desk, of_year(2025))
        marks["paper"] = paper.id
    enter(desk, "visit", resident=marks["head"], date="2025-11-03", category="home", visitor="周敏华", situation="补记")


def number(first17: str) -> str:
    return first17 + check_character(first17)


ROSTER = [["姓名", "身份证号", "性别", "联系电话", "家庭住址"],
          *([name, number(f"1101051988{n:02d}0{n % 9 + 1}00{n}"), "女", f"1360000000{n}", f"海棠里7幢1单元{n}01室"]
            for n, name in enumerate(("甘露", "甘霖", "甘草", "甘棠"), 1)),
          ["甘错", "110105198803030051", "女", "13600000009", "海棠里7幢1单元601室"],
          ["甘误", "1101051988", "女", "13600000008", "海棠里7幢1单元701室"],
          ["甘等", "11010519880303", "男", "13600000007", "海棠里7幢1单元801室"],
          ["甘待", number("11010519880303009"), "男", "1360", "海棠里7幢1单元901室"]]
VISITS = [["走访日期", "走访对象", "走访人", "走访情况"],
          ["2026-06-01", "司徒明远", "周敏华", "身体好"], ["2026-06-02", "欧阳秀兰", "周敏华", "都好"]]
LATER = [["姓名", "身份证号", "家庭住址"], ["于晚", number("11010519900101001"), "海棠里8幢1单元101室"],
         ["于早", number("11010519900101003"), "海棠里8幢1单元102室"]]


def book(path: Path, rows: list[list[str]]) -> Path:
    import openpyxl

    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(path)
    return path


DAYS: dict[str, Callable[[Desk, Marks], None]] = {
    "2026-06-08": people, "2026-06-09": requests, "2026-06-10": disputes, "2026-06-12": bin_and_death,
    "2026-06-15": imports, "2026-06-24": papers,
}
