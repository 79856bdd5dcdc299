"""The composition root of the window: what is put together, in which order, when the program starts."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desk.service.desk import Desk
    from desk.store.engine import Watch
    from desk.store.place import WindowLock
    from desk.ui.parts.prefs import Prefs
    from desk.ui.shell import MainWindow

NO_DISPLAY = "这台电脑没有图形界面，窗口打不开；可用 desk --help 查看命令行用法"

LOOK_EVERY = 3000
"""Milliseconds between two looks for changes by others."""


def has_display() -> bool:
    """Can a window be shown here?"""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def prepare_input_method() -> None:
    """The Qt that we ship knows ibus but not fcitx, which bridges ibus: name that one."""
    named = os.environ.get("QT_IM_MODULE", "") or os.environ.get("XMODIFIERS", "").partition("@im=")[2]
    if "fcitx" in named.casefold():
        os.environ["QT_IM_MODULE"] = "ibus"
    os.environ.setdefault("DBUS_FATAL_WARNINGS", "0")  # a PC without a machine id: ibus is missed, the window is not


def application(arguments: list[str]) -> QApplication:
    """The Qt application with our look, fonts and Chinese standard buttons."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from desk.paths import RESOURCES
    from desk.ui.parts import prefs, theme

    prepare_input_method()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(arguments)
    app.setApplicationName("居务台")
    app.setDesktopFileName("juwu-desk")
    if (picture := RESOURCES / "icons" / "app.png").is_file():
        app.setWindowIcon(QIcon(str(picture)))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    words = QTranslator(app)
    if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)
    theme.load_fonts()
    theme.THEME.apply(prefs.load().percent)
    return app


def main(folder: Path | None) -> int:
    """Show the window on a data folder, after set-up or log-in. The exit status."""
    if not has_display():
        sys.stderr.write(f"{NO_DISPLAY}\n")
        return 3
    app = application(sys.argv[:1])
    from desk.ui.parts import errors, prefs
    from desk.ui.parts.garbage import Collector

    collector = Collector()
    kept = prefs.load()
    place = folder or (Path(kept.folder) if kept.folder else prefs.default_folder())
    errors.install(prefs.config_dir() / "juwu-desk.log")
    try:
        desk = _enter(place)
        if desk is None:
            return 0
        if folder is None:
            kept.folder = str(desk.folder.path)
            kept.save()
        return _work(app, desk, kept)
    except Exception as error:  # whatever stops the window is told, once
        errors.show(None, error)
        return 3
    finally:
        collector.stop()


def _enter(folder: Path) -> Any:
    """An open community: by set-up, by log-in, or at once for practice; None when the person leaves."""
    from desk.errors import Trouble
    from desk.service import desk as desks
    from desk.ui.setup import Login, Setup

    if not desks.begun(folder):
        made = Setup(folder)
        return made.desk if made.exec() else None
    try:
        with _alone(folder):
            pass
        return desks.open_desk(folder, os.environ.get("DESK_PASSWORD") or None)
    except Trouble as trouble:
        login = Login(folder, "" if trouble.code == "wrong_password" else trouble.text)
        return login.desk if login.exec() else None


def _alone(folder: Path) -> WindowLock:
    """The one window on a data folder. Raises Trouble when there is another."""
    from desk.store.place import Folder, WindowLock

    return WindowLock(Folder.open(folder))


def _work(app: QApplication, desk: Desk, kept: Prefs) -> int:
    """Show the window until it is closed; in the meantime look for others' changes and back up once a day."""
    from desk.kinds.pinyin import initials
    from desk.store.backup import daily
    from desk.store.engine import Watch

    watch = None
    try:
        with _alone(desk.folder.path):
            watch = Watch(desk.engine)
            window = show(desk, kept)
            _follow(window, watch)
            window.back.ask("daily", lambda: daily(desk.engine, desk.folder), lambda report: None,
                            lambda error: window.notice.say(f"今天的自动备份没有做成：{error}", None))
            window.back.ask("pinyin", lambda: initials("王"), lambda _: None)  # loaded before a save waits for it
            return int(app.exec())
    finally:
        if watch is not None:
            watch.close()
        desk.close()


def _follow(window: MainWindow, watch: Watch) -> None:
    """The command line may write beside the window: the screens follow what others commit."""
    from PySide6.QtCore import QTimer

    def look() -> None:
        if watch.changed():
            window.session.changed.emit({})

    timer = QTimer(window)
    timer.timeout.connect(look)
    window.session.changed.connect(lambda _: watch.changed())
    timer.start(LOOK_EVERY)


def show(desk: Desk, kept: Prefs) -> MainWindow:
    """The main window on an open community."""
    from PySide6.QtGui import QGuiApplication

    from desk.ui.session import Session
    from desk.ui.shell import MainWindow

    window = MainWindow(Session(desk, kept))
    if kept.geometry or QGuiApplication.platformName() == "offscreen":
        window.show()
    else:
        window.showMaximized()  # the first time: as much of the lists as the screen holds
    window.activateWindow()
    return window


def screenshot(folder: Path, out: Path) -> None:
    """Draw the window on a community into a picture, without a display. Raises Trouble, Invalid."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = application(sys.argv[:1])
    from desk.errors import Trouble
    from desk.service import desk as desks
    from desk.ui.parts.prefs import Prefs

    desk = desks.open_desk(folder, os.environ.get("DESK_PASSWORD") or None)
    try:
        window = show(desk, Prefs())
        window.resize(1366, 768)
        window.go("residents")
        window.back.settle()
        app.processEvents()
        with tempfile.TemporaryDirectory(dir=out.parent) as fresh:
            picture = Path(fresh) / "window.png"
            if not window.grab().save(str(picture)):
                raise Trouble("not_written", f"图片没有存成：{out}")
            os.replace(picture, out)
        window.close()
        window.deleteLater()
        app.processEvents()
    finally:
        desk.close()
