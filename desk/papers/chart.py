"""Bar and line charts as a reportlab Drawing: one picture for paper and screen, told apart without colour."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from reportlab.graphics.renderPDF import draw as draw_drawing
from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.pdfgen.canvas import Canvas

from desk.papers import fonts
from desk.papers.cells import LEADING, fit
from desk.papers.files import replacing
from desk.papers.fonts import Role
from desk.papers.model import Chart, Series

_TITLE, _TEXT = 12.0, 9.0
_FILLS = (HexColor("#2F5D8C"), HexColor("#B8CCE0"), white, HexColor("#808080"))
_DASHES: tuple[list[int] | None, ...] = (None, [5, 2], [1, 2], [6, 2, 1, 2])
_HATCHED = 2
"""The filling, by number, that is drawn with slanting lines."""
_FAINT = Color(0.8, 0.8, 0.8)
_MOST_NUMBERS = 24
"""With more values than this none is written beside its bar or point."""
_MOST_TICKS = 6
_MOST_ROWS = 24
"""With more labels than this bars stand upright and labels are thinned out."""


def number_text(value: float) -> str:
    """A value as written in the chart: no more than two decimals, none for whole numbers."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def ticks(low: float, high: float, whole: bool) -> list[float]:
    """Round values (steps of 1, 2 or 5) from below `low` to above `high`."""
    span = (high - low) or 1.0
    power = 10.0 ** floor(log10(span / _MOST_TICKS))
    step = next(power * part for part in (1, 2, 5, 10) if span / (power * part) <= _MOST_TICKS)
    step = max(step, 1.0) if whole else step
    first, last = floor(low / step), ceil(high / step)
    return [round(n * step, 10) for n in range(first, max(last, first + 1) + 1)]


class _Plot:
    """The frame of one chart: where a value stands. Lengths in points."""

    def __init__(self, chart: Chart, width: float, height: float) -> None:
        self.chart, self.width, self.height = chart, width, height
        self.sheet = Drawing(width, height)
        known = [v for s in chart.series for v in s.values if v is not None]
        self.ticks = ticks(min([0.0, *known]), max([0.0, *known]), all(v == int(v) for v in known))
        self.widest = max((fonts.width(text, "song", _TEXT) for text in chart.labels), default=0.0)
        self.top = height - 1.8 * _TITLE - (1.8 * _TEXT if len(chart.series) > 1 else 0) - 2.2 * _TEXT
        self.numbers = len(known) <= _MOST_NUMBERS
        self.left = 10 + max(fonts.width(number_text(t), "song", _TEXT) for t in self.ticks)
        self.slot = (width - self.left - 5) / max(len(chart.labels), 1)
        each = max((fonts.width(number_text(v), "song", _TEXT) for v in known), default=0.0) * len(chart.series)
        tight = self.widest > self.slot - 2 or (self.numbers and each > 0.9 * self.slot)
        self.lies = chart.kind == "bar" and tight and len(chart.labels) <= _MOST_ROWS
        """Whether bars lie, for names or numbers that have no room at upright ones."""
        if self.lies:
            self.left, self.bottom = 8 + min(self.widest, 0.3 * width), 8 + 1.6 * _TEXT
            self.slot = (self.top - self.bottom) / len(chart.labels)
            return
        self.every = 1 if self.widest <= self.slot - 2 else ceil((self.widest + _TEXT) / self.slot)
        self.labels = [fit(text, self.slot * self.every - 2, "song", _TEXT) for text in chart.labels[:: self.every]]
        self.bottom = 8 + max((label.height for label in self.labels), default=0.0)

    def y(self, value: float) -> float:
        return self.bottom + self._part(value) * (self.top - self.bottom)

    def along(self, value: float) -> float:
        """Where a value ends when bars lie."""
        return self.left + self._part(value) * (self.width - self.left - 40)

    def _part(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return (value - low) / (high - low)

    def x(self, index: float) -> float:
        """The middle of the place of label `index`."""
        return self.left + (index + 0.5) * self.slot

    def text(self, x: float, y: float, text: str, role: Role, size: float, part: float) -> None:
        """Text whose left end (part 0), middle (0.5) or right end (1) stands at x."""
        x -= part * fonts.width(text, role, size)
        for name, piece in fonts.runs(text, role):
            self.sheet.add(String(x, y, piece, fontName=name, fontSize=size))
            x += fonts.width(piece, role, size)


def _head(plot: _Plot) -> None:
    """Title and unit."""
    title = fit(plot.chart.title, plot.width, "hei", _TITLE)
    plot.text(plot.width / 2, plot.height - 1.2 * _TITLE, " ".join(title.lines), "hei", title.size, 0.5)
    if plot.chart.unit:
        plot.text(2, plot.top + 1.0 * _TEXT, f"单位：{plot.chart.unit}", "song", _TEXT, 0)


def _frame(plot: _Plot) -> None:
    """Scale with faint lines, labels below."""
    for value in plot.ticks:
        y = plot.y(value)
        if value:
            plot.sheet.add(Line(plot.left, y, plot.width - 5, y, strokeColor=_FAINT, strokeWidth=0.5))
        plot.text(plot.left - 4, y - 0.35 * _TEXT, number_text(value), "song", _TEXT, 1)
    for i, label in enumerate(plot.labels):
        y = plot.bottom - 3
        for line in label.lines:
            y -= label.size * LEADING
            x = min(plot.x(i * plot.every), plot.width - fonts.width(line, "song", label.size) / 2)
            plot.text(x, y + 0.3 * label.size, line, "song", label.size, 0.5)
    plot.sheet.add(Line(plot.left, plot.y(0), plot.width - 5, plot.y(0), strokeColor=black, strokeWidth=0.8))
    plot.sheet.add(Line(plot.left, plot.bottom, plot.left, plot.top, strokeColor=black, strokeWidth=0.8))


def _short(text: str, room: float, size: float) -> str:
    """As much of a label as one line holds, then 「…」."""
    if fonts.width(text, "song", size) <= room:
        return text
    while text and fonts.width(f"{text}…", "song", size) > room:
        text = text[:-1]
    return f"{text}…"


def _lying(plot: _Plot) -> None:
    """Bars from left to right below each other, labels before them, numbers behind them."""
    series = plot.chart.series
    for value in plot.ticks:
        x = plot.along(value)
        plot.sheet.add(Line(x, plot.bottom, x, plot.top, strokeColor=_FAINT if value else black, strokeWidth=0.5))
        plot.text(x, plot.bottom - 1.4 * _TEXT, number_text(value), "song", _TEXT, 0.5)
    high = 0.76 * plot.slot / len(series)
    size, small = min(_TEXT, 0.85 * plot.slot), min(_TEXT, high)
    for i, label in enumerate(plot.chart.labels):
        middle = plot.top - (i + 0.5) * plot.slot
        plot.text(plot.left - 4, middle - 0.35 * size, _short(label, plot.left - 6, size), "song", size, 1)
        for number, one in enumerate(series):
            held, y = one.values[i], middle + (len(series) / 2 - number - 1) * high
            zero, end = plot.along(0), plot.along(held or 0)
            if held:
                _bar(plot, number, min(zero, end), y, abs(end - zero), high)
            told = "—" if held is None else number_text(held)
            plot.text(max(end, zero) + 3, y + high / 2 - 0.35 * small, told, "song", small, 0)
    _legend(plot, lambda p, n, x, y: _bar(p, n, x, y - 1, 16, 8))


def _legend(plot: _Plot, sample: Any) -> None:
    """One sign and name a series, in the middle under the title."""
    if len(plot.chart.series) < 2:
        return
    widths = [22 + fonts.width(s.name, "song", _TEXT) + 16 for s in plot.chart.series]
    x, y = (plot.width - sum(widths) + 16) / 2, plot.height - 1.8 * _TITLE - 1.2 * _TEXT
    for number, (series, width) in enumerate(zip(plot.chart.series, widths, strict=True)):
        sample(plot, number, x, y)
        plot.text(x + 22, y, series.name, "song", _TEXT, 0)
        x += width


def _bar(plot: _Plot, number: int, x: float, y: float, width: float, height: float) -> None:
    fill = number % len(_FILLS)
    plot.sheet.add(Rect(x, y, width, height, fillColor=_FILLS[fill], strokeColor=black, strokeWidth=0.5))
    if fill != _HATCHED:
        return
    lines, step = Group(), 4.0
    for i in range(1, ceil((width + height) / step)):
        d = i * step
        start, end = (min(d, width), max(d - width, 0.0)), (max(d - height, 0.0), min(d, height))
        lines.add(Line(x + start[0], y + start[1], x + end[0], y + end[1], strokeColor=black, strokeWidth=0.4))
    plot.sheet.add(lines)


def _bars(plot: _Plot) -> None:
    count = max(len(plot.chart.series), 1)
    wide = min(0.7 * plot.slot / count, 36.0)
    for number, series in enumerate(plot.chart.series):
        for i, value in enumerate(series.values):
            x = plot.x(i) + (number - count / 2) * wide
            zero, y = plot.y(0), plot.y(value or 0)
            if value:
                _bar(plot, number, x, min(y, zero), wide, abs(y - zero))
            if plot.numbers:
                text = "—" if value is None else number_text(value)
                size = min(_TEXT, _TEXT * (wide + 6) / max(fonts.width(text, "song", _TEXT), 1))
                below = value is not None and value < 0
                plot.text(x + wide / 2, y - size - 1 if below else y + 2.5, text, "song", size, 0.5)
    _legend(plot, lambda p, n, x, y: _bar(p, n, x, y - 1, 16, 8))


def _point(plot: _Plot, number: int, x: float, y: float) -> None:
    """Dot, hollow square, triangle, hollow rhombus."""
    r = 2.6
    shapes = (
        Circle(x, y, r, fillColor=black, strokeColor=black, strokeWidth=0.8),
        Rect(x - r, y - r, 2 * r, 2 * r, fillColor=white, strokeColor=black, strokeWidth=0.8),
        Polygon([x - r, y - r, x + r, y - r, x, y + r], fillColor=black, strokeColor=black, strokeWidth=0.8),
        Polygon([x - r, y, x, y - r, x + r, y, x, y + r], fillColor=white, strokeColor=black, strokeWidth=0.8),
    )
    plot.sheet.add(shapes[number % len(shapes)])


def _stretches(series: Series) -> list[list[int]]:
    """The places of known values, parted where a value is unknown."""
    parts: list[list[int]] = [[]]
    for i, value in enumerate(series.values):
        if value is None:
            parts.append([])
        else:
            parts[-1].append(i)
    return [part for part in parts if part]


def _lines(plot: _Plot) -> None:
    for number, series in enumerate(plot.chart.series):
        dash = _DASHES[number % len(_DASHES)]
        for part in _stretches(series):
            corners = [n for i in part for n in (plot.x(i), plot.y(series.values[i] or 0))]
            if len(part) > 1:
                plot.sheet.add(PolyLine(corners, strokeColor=black, strokeWidth=1.2, strokeDashArray=dash))
            for x, y in zip(corners[::2], corners[1::2], strict=True):
                _point(plot, number, x, y)
        for i, value in enumerate(series.values):
            if plot.numbers and value is not None:
                y = plot.y(value) + (-_TEXT - 4 if number % 2 else 5)
                plot.text(plot.x(i), y, number_text(value), "song", _TEXT, 0.5)

    def sample(p: _Plot, number: int, x: float, y: float) -> None:
        dash = _DASHES[number % len(_DASHES)]
        p.sheet.add(Line(x, y + 3, x + 18, y + 3, strokeColor=black, strokeWidth=1.2, strokeDashArray=dash))
        _point(p, number, x + 9, y + 3)

    _legend(plot, sample)


def drawing(chart: Chart, width: float, height: float) -> Any:
    """The chart as a reportlab Drawing of this size in points."""
    plot = _Plot(chart, width, height)
    _head(plot)
    if plot.lies:
        _lying(plot)
    else:
        _frame(plot)
        {"bar": _bars, "line": _lines}[chart.kind](plot)
    return plot.sheet


def draw_chart(canvas: Any, chart: Chart, x: float, y: float, width: float, height: float) -> None:
    """Draw the chart with its lower left corner at x, y."""
    draw_drawing(drawing(chart, width, height), canvas, x, y)


def chart_pdf(chart: Chart, out: Path, width: float = 480.0, height: float = 270.0) -> None:
    """The chart alone on a page of its own size (points), for the screen and for Word."""
    with replacing(out) as part:
        canvas = Canvas(str(part), pagesize=(width, height))
        draw_chart(canvas, chart, 0, 0, width, height)
        canvas.showPage()
        canvas.save()


def texts(chart: Chart) -> Sequence[str]:
    """Every text of the chart, to look for characters that cannot be printed."""
    return (chart.title, chart.unit, *chart.labels, *(s.name for s in chart.series))
