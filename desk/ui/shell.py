"""The main window: header with the tabs, the screens, the notice at the foot, and every command by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QWidget

from desk.ui import commands
from desk.ui.header import Header
from desk.ui.home import Home
from desk.ui.parts import errors, keys
from desk.ui.parts.background import Background
from desk.ui.parts.icons import icon
from desk.ui.parts.notice import Notice
from desk.ui.parts.theme import THEME, C
from desk.ui.reports.tab import ReportTab
from desk.ui.session import Session
from desk.ui.tab import LedgerTab

TABS = (
    ("home", "首页", "home"), ("residents", "居民", "people"), ("services", "服务", "service"),
    ("mediation", "调解", "mediation"), ("activities", "活动", "activity"), ("committee", "居务", "committee"),
    ("reports", "报表", "report"),
)


class MainWindow(QMainWindow):
    """The window on one open community."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.back = Background()
        self.setWindowTitle(f"{session.desk.name} - 居务台")
        self.setWindowIcon(icon("committee", C.accent))
        self.setAcceptDrops(True)
        self.titles = {key: record.title for key, record in session.desk.catalog.records.items()}
        self.tab_of = {key: record.tab for key, record in session.desk.catalog.records.items()}
        self.screens: dict[str, QWidget] = {}
        self.stack = QStackedWidget()
        self.stack.setObjectName("ground")
        self.setCentralWidget(self.stack)
        self.notice = Notice(self)
        self._menu = QMenu(self)
        self.actions_by_name = self._commands()
        self._build()
        session.open_record.connect(self.open_record)
        session.open_field.connect(self.open_record)
        session.open_ledger.connect(self.open_ledger)
        session.open_page.connect(self.open_page)
        session.new_record.connect(self.new_record)
        session.said.connect(self.notice.say)
        self.setMinimumSize(720, 480)
        self._place()
        self.go("home")

    def _build(self) -> None:
        """Header and screens, at the text size of now."""
        desk = self.session.desk
        who = f"练习社区　{desk.caller.worker}" if desk.practice else desk.caller.worker
        self.header = Header(desk.name or "居务台", who, TABS)
        self.header.chosen.connect(self.go)
        self.header.menu_button.setMenu(self._menu)
        self.setMenuWidget(self.header)
        self._screens()

    def rebuild(self, change: Callable[[], None] | None = None) -> None:
        """The same places again, after a change of the look: that is put on while there are few widgets."""
        places = {key: screen.place() for key, screen in self.screens.items() if isinstance(screen, LedgerTab)}
        here = next(key for key, screen in self.screens.items() if screen is self.here())
        self.back.forget()
        for screen in self.screens.values():
            self.stack.removeWidget(screen)
            screen.deleteLater()
            QCoreApplication.sendPostedEvents(screen, QEvent.Type.DeferredDelete)
        if change is not None:
            change()
        self._build()
        self.go(here)
        if here in places:
            with errors.told(self):
                self.screens[here].restore(places[here])  # type: ignore[attr-defined]

    def _screens(self) -> None:
        for key, _, _ in TABS:
            screen: QWidget
            if key == "home":
                screen = Home(self.session, self.back)
                screen.wants.connect(self.run)
            elif key == "reports":
                screen = ReportTab(self.session, self.back)
                screen.wants.connect(self.run)
            else:
                screen = LedgerTab(self.session, self.back, key, self.titles)
                screen.wants.connect(self.run)
            self.screens[key] = screen
            self.stack.addWidget(screen)

    def _commands(self) -> dict[str, QAction]:
        """The menu; each command is a function of `desk.ui.commands` that takes the window."""
        made: dict[str, QAction] = {}
        self._fill_menu(self._menu, commands.MENU, made)
        for place, (key, _, _) in enumerate(TABS, 1):
            jump = QAction(self)
            jump.setShortcut(QKeySequence(f"Ctrl+{place}"))
            jump.triggered.connect(lambda _=False, key=key: self.go(key))
            self.addAction(jump)
        opener = QAction(self)
        opener.setShortcuts([QKeySequence("F10"), QKeySequence("Alt+M")])
        opener.triggered.connect(lambda: self.header.menu_button.showMenu())
        self.addAction(opener)
        onward = QAction(self)
        onward.setShortcut(QKeySequence("F6"))
        onward.triggered.connect(self._next_part)
        self.addAction(onward)
        return made

    def _next_part(self) -> None:
        if (tab := self.ledger_tab()) is not None:
            tab.next_part()

    def _fill_menu(self, menu: QMenu, items: Sequence[Any], made: dict[str, QAction]) -> None:
        """The items of a menu, with the menus within it."""
        for item in items:
            if item is None:
                menu.addSeparator()
            elif len(item) == 3:
                text, picture, inner = item
                within = menu.addMenu(icon(picture, C.accent), text)
                self._fill_menu(within, inner, made)
            else:
                name, text, keys, picture = item
                action = QAction(icon(picture, C.accent), text, self) if picture else QAction(text, self)
                if keys:
                    action.setShortcut(QKeySequence(keys))
                action.triggered.connect(lambda _=False, name=name: self.run(name))
                made[name] = action
                self.addAction(action)
                menu.addAction(action)

    def run(self, name: str) -> None:
        """Carry out a command by its name."""
        command: Callable[[MainWindow], None] = getattr(commands, name)
        with errors.told(self):
            command(self)

    def go(self, key: str) -> None:
        """To a tab."""
        screen: Any = self.screens[key]
        self.header.mark(key)
        self.stack.setCurrentWidget(screen)
        with errors.told(self):
            screen.enter()

    def here(self) -> Any:
        """The tab in sight."""
        return self.stack.currentWidget()

    def ledger_tab(self) -> LedgerTab | None:
        """The tab in sight, where it shows ledgers."""
        here = self.here()
        return here if isinstance(here, LedgerTab) else None

    def open_record(self, record: str, id: int, field: str = "") -> None:
        """Show a record in its own tab; a child row's owner, a residence's person; its form at a field."""
        tab = self.ledger_tab()
        home = self.tab_of.get(record, "residents")
        if tab is None or (tab.tab != home and record != "resident"):
            self.go(home)
            tab = self.ledger_tab()
        assert tab is not None
        with errors.told(self):
            tab.open_record(id, record)
            if field:
                tab.panel.edit(field)
            else:
                tab.panel.take_focus()

    def new_record(self, record: str, preset: dict[str, Any]) -> None:
        """A new record beside what is shown, or in its own tab."""
        if self.ledger_tab() is None:
            self.go(self.tab_of[record])
        tab = self.ledger_tab()
        assert tab is not None
        with errors.told(self):
            tab.start(record, preset)

    def open_page(self, key: str) -> None:
        """Go to a page of 报表."""
        self.go("reports")
        if isinstance(tab := self.here(), ReportTab):
            tab.show_page(key)

    def open_ledger(self, wish: dict[str, Any]) -> None:
        """Show a ledger: {"key", "where", "words", "span"}."""
        for tab, screen in self.screens.items():
            if isinstance(screen, LedgerTab) and screen.knows(wish["key"]):
                self.go(tab)
                screen.open_ledger(wish["key"], wish.get("where"), wish.get("words", ""), wish.get("span"))
                return

    def set_text_size(self, percent: int) -> None:
        """Another text size, at once and from now on."""
        if not all(s.leave() for s in self.screens.values() if isinstance(s, LedgerTab)):
            return
        self.rebuild(lambda: THEME.apply(percent))
        self.session.prefs.percent = THEME.percent
        self.session.prefs.save()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not keys.pressed(event, self.focusWidget()):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        return keys.tab_on(self, next)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (file := self._dropped(event)) is not None:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: commands.import_path(self, file))

    def _dropped(self, event: QDragEnterEvent | QDropEvent) -> Path | None:
        urls = event.mimeData().urls()
        return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None

    def _place(self) -> None:
        if self.session.prefs.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self.session.prefs.geometry.encode()))
        else:
            room = self.screen().availableGeometry().size()
            self.resize(min(1500, room.width()), min(920, room.height()))

    def closeEvent(self, event: QCloseEvent) -> None:
        for screen in self.screens.values():
            if isinstance(screen, LedgerTab) and not screen.leave():
                event.ignore()
                return
        self.session.prefs.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.session.prefs.save()
        self.back.close()
        super().closeEvent(event)
