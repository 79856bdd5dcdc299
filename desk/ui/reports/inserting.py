"""插入写法: what a template's sentence can say besides plain text and figures, put in by a click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QPushButton, QWidget

from desk.service.reports.notation import ANY_MARK, MARK, SLOT
from desk.ui.parts.small import button

_HERE, _LINE, _END, _FIGURE, _TOP = "here", "line", "end", "figure", "top"


@dataclass(frozen=True)
class Way:
    """A way to write: its words in the menu, where it goes, and what; `#` is the figure before the cursor."""

    title: str
    place: str
    text: str


WAYS = (
    Way("与上年比：比上年增加3件，增长8.6%", _FIGURE, "{#}{#：增减}"),
    Way("同比：同比增长8.6%（下降、持平）", _FIGURE, "{#}{#：同比}"),
    Way("指标只写数字，不带单位", _FIGURE, "{#：只写数}"),
    Way("指标写成文字（名单、达标）", _FIGURE, "{#：文字}"),
    Way("这一行：有才写，为 0 时不写", _LINE, "〔有才写〕"),
    Way("这一行：另一个指标有才写", _LINE, "〔有{}才写〕"),
    Way("没有时改写成别的话", _END, "〔没有时写：没有〕"),
    Way("100% 时改写成“全部…”", _END, "〔全部时写：全部〕"),
    Way("几类并列，数大的先写", _HERE, "〔大的先写：名称{}、名称{}〕"),
    Way("几类并列，只写最多的3类", _HERE, "〔大的先写，最多3类：名称{}、名称{}〕"),
    Way("开头：后面各行有内容才出现", _TOP, "〔开头〕"),
)


def ways(text: QPlainTextEdit, parent: QWidget, tell: Callable[[str], object]) -> QPushButton:
    """The button 「插入写法」 with its menu; `tell` says why a way cannot be taken."""
    menu = QMenu(parent)
    for way in WAYS:
        menu.addAction(way.title, partial(put, text, way, tell))
    made = button("插入写法", None, "down")
    made.setMenu(menu)
    return made


def put(text: QPlainTextEdit, way: Way, tell: Callable[[str], object]) -> None:
    """Write a way at its place; the cursor then stands where something is to be filled in."""
    cursor = text.textCursor()
    line, start = cursor.block().text(), cursor.block().position()
    words = way.text
    if way.place == _FIGURE:
        before = [m for m in SLOT.finditer(line) if m.start() < cursor.positionInBlock() and m["form"] != "@"]
        if not before:
            tell("请先插入一个指标，把光标放在它后面")
            return
        cursor.setPosition(start + before[-1].start())
        cursor.setPosition(start + before[-1].end(), QTextCursor.MoveMode.KeepAnchor)
        words = words.replace("#", before[-1]["name"])
    elif way.place == _LINE:
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    elif way.place == _END:
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    elif way.place == _TOP:
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        words += "" if text.toPlainText().startswith("\n") else "\n"
    first = cursor.selectionStart()
    cursor.insertText(words)
    gap = words.find("{}") + 1 or (len(words) - 1 if way.place in (_END, _TOP) else len(words))
    cursor.setPosition(first + gap)
    text.setTextCursor(cursor)
    text.setFocus()


def put_figure(text: QPlainTextEdit, name: str) -> None:
    """Write a figure at the cursor, into empty braces where the cursor stands in them; in an empty sentence after
    its name."""
    cursor, whole = text.textCursor(), text.toPlainText()
    if not ANY_MARK.sub("", MARK.sub("", whole[:cursor.selectionStart()] + whole[cursor.selectionEnd():])).strip():
        cursor.insertText(name)
    line, at = cursor.block().text(), cursor.positionInBlock()
    inside = line[at - 1:at] == "{" and line[at:at + 1] == "}"
    cursor.insertText(name if inside else f"{{{name}}}")
    if inside:
        following = line.find("{}", at)
        step = following - at + 1 if following >= 0 else 1
        cursor.movePosition(QTextCursor.MoveOperation.Right, n=step)
    text.setTextCursor(cursor)
    text.setFocus()
