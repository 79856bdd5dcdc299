"""The one look of the window: palette, text sizes and style sheet.

Lengths follow the text: `em(n)` is n times the height of the body font, so that the window
keeps its proportions at any text size and screen scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle

from desk.paths import RESOURCES


@dataclass(frozen=True)
class Colours:
    """Warm white, slate, and one accent between teal and blue."""

    ground: str = "#F7F5F0"
    paper: str = "#FFFFFF"
    side: str = "#EFECE4"
    line: str = "#DDD8CC"
    soft_line: str = "#EAE6DC"
    ink: str = "#26313C"
    quiet: str = "#5C6672"
    faint: str = "#656D76"
    accent: str = "#1D6A7B"
    accent_dark: str = "#155463"
    accent_soft: str = "#E1EEF0"
    accent_line: str = "#A9CBD1"
    select: str = "#D5E7EA"
    bad: str = "#B23A2A"
    bad_soft: str = "#FBEAE6"
    warn: str = "#8A5A0B"
    warn_soft: str = "#FAF0DA"
    good: str = "#2F7148"
    good_soft: str = "#E4F1E7"


C = Colours()
SIZES = (100, 110, 125, 150, 175, 200)
"""The text sizes that are offered, in per cent."""
LARGE = 150
"""The menu fits a low screen (768 pixels) up to this size."""
BASE_POINTS = 10.5
_FAMILY = "Noto Sans SC"


class _Style(QProxyStyle):
    """Fusion with the small icons of lines and menus, and the ticks of lists, as large as the text."""

    def __init__(self, percent: int) -> None:
        super().__init__("Fusion")
        self._side, self._tick = round(17 * percent / 100), round(16 * percent / 100) + 2

    def pixelMetric(self, metric, option=None, widget=None) -> int:  # type: ignore[no-untyped-def]
        if metric in (QStyle.PixelMetric.PM_LineEditIconSize, QStyle.PixelMetric.PM_SmallIconSize):
            return self._side
        if metric in (QStyle.PixelMetric.PM_IndicatorWidth, QStyle.PixelMetric.PM_IndicatorHeight):
            return self._tick
        return int(super().pixelMetric(metric, option, widget))


class _LargeStyle(_Style):
    """For texts so large that a menu may be higher than the screen: it scrolls instead of growing a second column."""

    def styleHint(self, hint, option=None, widget=None, returnData=None) -> int:  # type: ignore[no-untyped-def]
        if hint == QStyle.StyleHint.SH_Menu_Scrollable:
            return 1
        return int(super().styleHint(hint, option, widget, returnData))


class Theme(QObject):
    """Holds the text size and puts the look on the application; `changed` follows a new size."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.percent = 100
        self.family = _FAMILY

    def points(self, factor: float = 1.0) -> float:
        """A text size in points: `factor` times the body's."""
        return round(BASE_POINTS * factor * self.percent / 100, 2)

    def font(self, factor: float = 1.0, bold: bool = False) -> QFont:
        """A font of the window's family."""
        font = QFont(self.family)
        font.setPointSizeF(self.points(factor))
        font.setBold(bold)
        return font

    def apply(self, percent: int | None = None) -> None:
        """Set the look, at a text size in per cent (100 to 200)."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if percent is not None:
            self.percent = min(200, max(100, percent))
        app.setStyle((_LargeStyle if self.percent > LARGE else _Style)(self.percent))
        app.setPalette(palette())
        app.setFont(self.font())
        app.setStyleSheet(sheet(self))
        self.changed.emit()


THEME = Theme()


def em(lines: float = 1.0) -> int:
    """A length in device-independent pixels: `lines` times the body font's height (about 16 at 100 %)."""
    return max(1, round(QFontMetricsF(THEME.font()).ascent() * 1.05 * lines))


def load_fonts() -> None:
    """Register the program's own fonts: a bare machine has no Chinese one."""
    for file in sorted((RESOURCES / "fonts").glob("*SansSC*.[to]tf")):
        number = QFontDatabase.addApplicationFont(str(file))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if families:
            THEME.family = families[0]


def palette() -> QPalette:
    """The colours for what the style sheet does not reach."""
    made = QPalette()
    Role = QPalette.ColorRole
    roles = {
        Role.Window: C.ground, Role.Base: C.paper, Role.AlternateBase: C.ground, Role.Text: C.ink,
        Role.WindowText: C.ink, Role.ButtonText: C.ink, Role.Button: C.paper, Role.Highlight: C.select,
        Role.HighlightedText: C.ink, Role.PlaceholderText: C.faint, Role.Link: C.accent, Role.ToolTipBase: C.ink,
        Role.ToolTipText: C.paper,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (Role.Text, Role.WindowText, Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(C.faint))
    return made


def sheet(theme: Theme) -> str:
    """The style sheet at the theme's text size."""
    text = (RESOURCES / "icons" / "style.qss").read_text(encoding="utf-8")
    sizes = {"body": theme.points(), "small": theme.points(0.9), "large": theme.points(1.2),
             "title": theme.points(1.5), "huge": theme.points(2.2)}
    lengths = {f"e{px}": f"{max(1, round(theme.percent / 100 * px))}px" for px in (1, 2, 3, 4, 6, 8, 10, 12, 16, 30)}
    icons = (RESOURCES / "icons").as_posix()
    fonts = {name: f"{points}pt" for name, points in sizes.items()}
    return Template(text).substitute(vars(C) | fonts | lengths | {"icons": icons, "family": theme.family})
