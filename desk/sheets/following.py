"""What must follow when rows were put into a sheet: its ranges and anchors, other parts, what was worked out."""

from __future__ import annotations

import re
from collections.abc import Callable

from desk.sheets.package import Link, Package
from desk.sheets.refs import Insert, corners, follow, letters_of, names_sheet
from desk.sheets.sheettext import SheetText
from desk.sheets.xmltext import (
    Element,
    attribute,
    elements,
    escape,
    first,
    replaced,
    unescape,
    with_attribute,
    with_body,
    with_head,
)

_RANGES = ("conditionalFormatting", "dataValidation", "protectedRange", "ignoredError")
_AREAS = ("autoFilter", "sortState", "sortCondition", "table")
"""Elements whose ranges (sqref, ref) grow with the prepared rows."""
_FORMULAS = ("formula", "formula1", "formula2")
_ANCHOR = re.compile(r"(<(?:\w+:)?(from|to)>(?:(?!</(?:\w+:)?\2>).)*?<(?:\w+:)?row>)(\d+)(?=<)", re.DOTALL)
_VML_ANCHOR = re.compile(r"(<x:Anchor>)([^<]+)(?=</x:Anchor>)")
_VML_ROW = re.compile(r"(<x:Row>\s*)(\d+)(?=\s*</x:Row>)")
_VML_FORMULA = re.compile(r"(<x:(?:FmlaLink|FmlaRange|FmlaMacro)>)([^<]+)(?=</)")
_FORMULA_ATTRIBUTE = re.compile(r'(\s(?:fmlaLink|fmlaRange|fmlaTxbx|textlink)=")([^"]+)(?=")')


def everything_follows(package: Package, part: str, name: str, sheet: SheetText, insert: Insert) -> None:
    """Put the filled sheet into the package and let every other part follow."""
    if insert.count:
        sheet.before = replaced(sheet.before, ("dimension",), lambda one: _dimension(one, insert))
        sheet.after = _behind(sheet.after, name, insert)
        for link in package.links(part):
            follower = _FOLLOWERS.get(link.kind)
            if follower and link.target in package.names:
                follower(package, link, name, insert)
        _workbook_follows(package, name, insert)
    _recalculated(package, part, name, sheet, insert)
    package.changed[part] = str(sheet)


def _dimension(one: Element, insert: Insert) -> str:
    a, b = corners(one.get("ref") or "A1")
    row = max(insert.row(b.row), insert.last + insert.count)
    return with_head(one, "ref", f"{letters_of(a.column)}{a.row}:{letters_of(b.column)}{row}")


def _behind(text: str, name: str, insert: Insert) -> str:
    """The part of a sheet behind its rows."""
    text = replaced(text, _RANGES, lambda one: _grown(one, "sqref", name, insert))
    text = replaced(text, _AREAS, lambda one: _grown(one, "ref", name, insert))
    text = replaced(text, ("mergeCells",), lambda one: _merged(one, insert))
    text = replaced(text, ("hyperlink",), lambda one: _hyperlink(one, name, insert))
    text = replaced(text, ("rowBreaks",), lambda one: _breaks(one, insert))
    text = replaced(text, ("ext",), lambda one: _inside(one, "sqref", insert.ranges))
    rows = insert.first
    text = replaced(text, ("ext",), lambda one: _inside(one, "f", lambda f: follow(f, insert, name, True, rows)))
    return _anchors(text, insert)


def _grown(one: Element, key: str, name: str, insert: Insert) -> str:
    """A range with the formulas of its rule; they are read from the range's first cell."""
    spoken = one.get(key)
    if spoken is None:
        return one.whole
    head = with_attribute(one.head, key, insert.ranges(spoken))
    row = min(corners(r)[0].row for r in spoken.split()) if spoken.strip() else 0
    body = replaced(one.body, _FORMULAS, lambda f: _formula(f, name, insert, row))
    body = replaced(body, _AREAS, lambda inner: _grown(inner, "ref", name, insert))
    return head + body + one.text[one.close : one.end]


def _formula(one: Element, name: str, insert: Insert, row: int) -> str:
    formula = unescape(one.body)
    moved = follow(formula, insert, name, own=True, row=row)
    return one.whole if moved == formula else with_body(one, escape(moved))


def _inside(one: Element, tag: str, change: Callable[[str], str]) -> str:
    """Ranges or formulas in the extensions that newer programs write."""

    def each(inner: Element) -> str:
        old = unescape(inner.body)
        new = change(old)
        return inner.whole if new == old else with_body(inner, escape(new))

    return with_body(one, replaced(one.body, (tag,), each))


def _merged(one: Element, insert: Insert) -> str:
    """Merged cells: of the last prepared row each new row gets its own, those over all prepared rows grow."""
    made: list[str] = []
    for cell in elements(one.body, "mergeCell"):
        a, b = corners(cell.get("ref") or "A1")
        if a.row == b.row == insert.last:
            rows = range(insert.last, insert.last + insert.count + 1)
            refs = [f"{letters_of(a.column)}{row}:{letters_of(b.column)}{row}" for row in rows]
        elif b.row == insert.last:
            refs = [insert.grown(cell.get("ref") or "")]
        else:
            refs = [insert.moved(cell.get("ref") or "A1")]
        made += [with_head(cell, "ref", ref) for ref in refs]
    head = with_attribute(one.head, "count", str(len(made)))
    return head + "".join(made) + one.text[one.close : one.end]


def _hyperlink(one: Element, name: str, insert: Insert) -> str:
    head = with_attribute(one.head, "ref", insert.moved(one.get("ref") or "A1"))
    if place := one.get("location"):
        head = with_attribute(head, "location", follow(place, insert, name, own=False))
    return head + one.whole[len(one.head):]


def _breaks(one: Element, insert: Insert) -> str:
    """Page breaks: each is told by the row above it."""

    def each(brk: Element) -> str:
        at = int(brk.get("id") or 0)
        return with_head(brk, "id", str(at + insert.count)) if at >= insert.last else brk.whole

    return with_body(one, replaced(one.body, ("brk",), each))


def _anchors(text: str, insert: Insert) -> str:
    """Pictures and controls below the prepared rows go down; those beside them stay as large as they were."""
    starts: list[bool] = []

    def move(found: re.Match[str]) -> str:
        row = int(found.group(3))
        if found.group(2) == "from":
            starts[:] = [row >= insert.last]
        return found.group(1) + str(row + insert.count if starts == [True] else row)

    return _ANCHOR.sub(move, text)


def _table(package: Package, link: Link, name: str, insert: Insert) -> None:
    """A list object grows with its rows."""
    text = package.text(link.target)
    package.put(link.target, replaced(text, ("table",), lambda one: _grown(one, "ref", name, insert)))


def _drawing(package: Package, link: Link, name: str, insert: Insert) -> None:
    package.put(link.target, _attributes(_anchors(package.text(link.target), insert), name, insert))


def _attributes(text: str, name: str, insert: Insert) -> str:
    """Formulas in attributes of controls and shapes."""
    return _FORMULA_ATTRIBUTE.sub(
        lambda found: found.group(1) + escape(follow(unescape(found.group(2)), insert, name, own=True)), text)


def _control(package: Package, link: Link, name: str, insert: Insert) -> None:
    package.put(link.target, _attributes(package.text(link.target), name, insert))


def _comments(package: Package, link: Link, name: str, insert: Insert) -> None:
    package.put(link.target, replaced(package.text(link.target), ("comment", "threadedComment"), lambda one: with_head(
        one, "ref", insert.moved(one.get("ref") or "A1"))))


def _vml(package: Package, link: Link, name: str, insert: Insert) -> None:
    """The boxes of comments and old controls: left, offset, top, offset, right, offset, bottom, offset."""

    def client(one: Element) -> str:
        told = _VML_ROW.search(one.body)
        row = int(told.group(2)) if told else None

        def box(found: re.Match[str]) -> str:
            numbers = [part.strip() for part in found.group(2).split(",")]
            if len(numbers) == 8 and (int(numbers[2]) if row is None else row) >= insert.last:
                numbers[2], numbers[6] = (str(int(numbers[at]) + insert.count) for at in (2, 6))
            return found.group(1) + ", ".join(numbers)

        body = _VML_ROW.sub(lambda found: found.group(1) + str(insert.row(int(found.group(2)) + 1) - 1), one.body)
        return with_body(one, _VML_ANCHOR.sub(box, body))

    text = replaced(package.text(link.target), ("ClientData",), client)
    package.put(link.target, _VML_FORMULA.sub(
        lambda f: f.group(1) + escape(follow(unescape(f.group(2)), insert, name, own=True)), text))


def _pivot(package: Package, link: Link, name: str, insert: Insert) -> None:
    package.put(link.target, replaced(package.text(link.target), ("location",), lambda one: with_head(
        one, "ref", insert.moved(one.get("ref") or "A1"))))


_FOLLOWERS: dict[str, Callable[[Package, Link, str, Insert], None]] = {
    "table": _table, "drawing": _drawing, "comments": _comments, "threadedComment": _comments, "vmlDrawing": _vml,
    "ctrlProp": _control, "pivotTable": _pivot,
}
"""By the kind of relation: the parts of the sheet that know its rows."""


def _workbook_follows(package: Package, name: str, insert: Insert) -> None:
    """Defined names (print areas, filters), charts, pivot tables and the formulas of other sheets."""

    def named(one: Element) -> str:
        return _elsewhere(one, name, insert)

    package.put(package.main, replaced(package.text(package.main), ("definedName",), named))
    for part in package.parts("xl/charts/"):
        package.put(part, replaced(package.text(part), ("f",), named))
    for part in package.parts("xl/pivotCache/"):
        if "Definition" in part:
            package.put(part, replaced(
                package.text(part), ("worksheetSource",), lambda one: _source(one, name, insert)))
    for other, part in package.sheets.items():
        if other != name and names_sheet(unescape(package.text(part)), name):
            _other_sheet(package, part, name, insert)


def _elsewhere(one: Element, name: str, insert: Insert) -> str:
    """A formula that stands outside the filled sheet."""
    old = unescape(one.body)
    new = follow(old, insert, name, own=False)
    return one.whole if new == old else with_body(one, escape(new))


def _source(one: Element, name: str, insert: Insert) -> str:
    area = attribute(one.head, "ref")
    if not area or one.get("sheet") != name:
        return one.whole
    return with_head(one, "ref", insert.within(area))


def _other_sheet(package: Package, part: str, name: str, insert: Insert) -> None:
    sheet = SheetText(package.text(part))
    if any(names_sheet(unescape(row.body), name) for row in sheet.rows):
        sheet.unshare()
        sheet.follow(insert, name, own=False)

    sheet.after = replaced(sheet.after, (*_FORMULAS, "f"), lambda one: _elsewhere(one, name, insert))
    package.put(part, str(sheet))


def _recalculated(package: Package, part: str, name: str, sheet: SheetText, insert: Insert) -> None:
    """Let whoever opens the file work out anew what depends on the filled sheet."""
    found = _depending(package, name)
    if sheet.has_formulas:
        sheet.forget()
    for other in found:
        own = SheetText(package.text(package.sheets[other]))
        own.forget()
        package.put(package.sheets[other], str(own))
    if not (found or sheet.has_formulas):
        return
    package.put(package.main, _calculating(package.text(package.main)))
    chain = next((one.target for one in package.links(package.main) if one.kind == "calcChain"), "")
    if insert.count and chain in package.names:
        package.leave_out(chain)


def _depending(package: Package, name: str) -> list[str]:
    """The other sheets with formulas that look at the filled one, also by way of others."""
    bodies = {other: _formulas_of(package.text(part)) for other, part in package.sheets.items() if other != name}
    moved, found = {name}, list[str]()
    while moved:
        seen = moved
        moved = {other for other, text in bodies.items()
                 if other not in found and any(names_sheet(text, one) for one in seen)}
        found += sorted(moved)
    return found


def _formulas_of(text: str) -> str:
    return "\n".join(unescape(one.body) for one in elements(text, "f")) if "f>" in text else ""


def _calculating(text: str) -> str:
    """The workbook told to calculate when it is opened."""
    found = first(text, "calcPr")
    if found is not None:
        return text[: found.start] + with_attribute(found.head, "fullCalcOnLoad", "1") + text[found.inner :]
    before = list(elements(text, "sheets", "functionGroups", "externalReferences", "definedNames"))
    if not before:
        return text
    at = before[-1]
    return f'{text[: at.end]}<{at.prefix}calcPr fullCalcOnLoad="1"/>{text[at.end :]}'
