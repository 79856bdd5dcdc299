"""The README's two commands, on a machine that has only Python, its venv module and git.

    python3 -m desk.install window     install, then open the window on the practice community
    python3 -m desk.install test       install, then run every check and every test

Standard library only: nothing is installed yet when this runs. The program goes into `.venv`
beside the source, and a second run starts at once. On a Debian or Ubuntu where this is root, the
system libraries that Qt wants are installed too; elsewhere one sentence names them.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"

# Debian's package: what it brings, a shared library by its loader name or a program.
FOR_QT = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}
FOR_TESTS = {**FOR_QT, "xvfb": "Xvfb", "x11-xkb-utils": "xkbcomp", "xdotool": "xdotool"}

CHECKS = (
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports",),
    ("pytest", "-n", "2"),
)


class Stopped(Exception):
    """The installation cannot go on; the text says what to do, in Chinese."""


def say(text: str) -> None:
    """One line for the person, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# ------------------------------------------------------------------ the system's libraries


def _there(name: str) -> bool:
    if ".so" not in name:
        return shutil.which(name) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing(wanted: Mapping[str, str]) -> list[str]:
    """The Debian packages whose library or program is not there."""
    return [package for package, brings in wanted.items() if not _there(brings)]


def system_libraries(wanted: Mapping[str, str], *, root: bool, apt: str | None) -> None:
    """Install what is missing, where that can be done here. Raises Stopped with the command to run."""
    packages = missing(wanted)
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not apt:
        raise Stopped(f"缺少这些系统库，请用系统的软件管理器安装后再运行一次：{'、'.join(wanted[p] for p in packages)}")
    if not root:
        raise Stopped(f"缺少系统库，请先运行：sudo {' '.join(command)}")
    say(f"正在安装系统库：{' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["apt-get", "update", "-qq"], [*command[:1], "-qq", *command[1:]]):
        done = subprocess.run(words, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if done.returncode or missing(wanted):
        raise Stopped(f"系统库没有装好，请检查网络后手动运行：{' '.join(command)}")


def _on_this_machine(wanted: Mapping[str, str]) -> None:
    if sys.platform.startswith("linux"):
        system_libraries(wanted, root=os.geteuid() == 0, apt=shutil.which("apt-get"))


# ------------------------------------------------------------------ the environment


def program(name: str, venv: Path = VENV) -> Path:
    """A program of the environment, e.g. "python"."""
    windows = sys.platform == "win32"
    return venv / ("Scripts" if windows else "bin") / (f"{name}.exe" if windows else name)


def _stamp() -> str:
    """What an installation depends on; it is done again when this changes."""
    parts = [str(ROOT).encode(), sys.version.encode(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed(extra: str, venv: Path = VENV) -> bool:
    """Whether the environment holds this very project with the extra; one with more will do too."""
    marks = venv.glob(f"installed-*{extra}")
    return program("python", venv).exists() and any(m.read_text(encoding="ascii") == _stamp() for m in marks)


def environment(extra: str = "", venv: Path = VENV) -> Path:
    """Make the environment with the program in it. Returns its Python. Raises Stopped."""
    python = program("python", venv)
    if installed(extra, venv):
        return python
    say(f"正在安装到 {venv}（第一次约需下载 130 MB，请稍候）……")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=False)
    if made.returncode:
        raise Stopped("没有建成 Python 环境：Debian 上请先运行 apt-get install python3-venv，再运行一次")
    words = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-warn-script-location"]
    words += [] if sys.stdout.isatty() else ["-q"]
    if subprocess.run([*words, "-e", f".[{extra}]" if extra else "."], cwd=ROOT, check=False).returncode:
        raise Stopped("安装没有完成，原因见上面 pip 的输出；请检查网络和磁盘空间后，再运行一次同一条命令")
    (venv / f"installed-{extra or 'plain'}").write_text(_stamp(), encoding="ascii")
    return python


# ------------------------------------------------------------------ the two commands


def _run(words: Sequence[str | Path], **more: str) -> int:
    """Run in the project's folder; a death by signal counts as trouble (3)."""
    status = subprocess.run([str(w) for w in words], cwd=ROOT, env={**os.environ, **more}, check=False).returncode
    return status if status >= 0 else 3


def practice_folder(python: Path) -> Path:
    """Where the practice community lies when nobody says otherwise: in the user's own data folder."""
    ask = "import platformdirs; print(platformdirs.user_data_dir('juwu-desk', appauthor=False))"
    told = subprocess.run([python, "-X", "utf8", "-c", ask], check=True, capture_output=True, encoding="utf-8")
    return Path(told.stdout.strip()) / "练习社区"


def has_display() -> bool:
    """Can a window be shown here?"""
    return not sys.platform.startswith("linux") or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))


def open_window(python: Path, data: Path, picture: Path, residents: int | None, *, display: bool) -> int:
    """Make the practice community if it is not there, then the window on it, or its picture. The exit status."""
    desk: list[str | Path] = [python, "-m", "desk"]
    if not (data / "keys.json").is_file():
        say(f"正在建立练习社区（人物全部虚构）：{data}")
        size = ["--residents", str(residents)] if residents else []
        if status := _run([*desk, "demo", data, *size]):
            return status
    if display:
        return _run([*desk, "--data", data])
    picture.parent.mkdir(parents=True, exist_ok=True)
    status = _run([*desk, "--data", data, "--screenshot", picture])
    if not status:
        say(f"这台电脑没有图形界面，窗口打不开；已把窗口画成图片：{picture}")
    return status


def window(args: argparse.Namespace) -> int:
    """The first command."""
    _on_this_machine(FOR_QT)
    python = environment()
    data = Path(args.data).resolve() if args.data else practice_folder(python)
    picture = Path(args.picture).resolve() if args.picture else data.parent / "window.png"
    return open_window(python, data, picture, args.residents, display=has_display())


def test(args: argparse.Namespace) -> int:
    """The second command: every check, the tests last; 1 when one of them failed."""
    _on_this_machine(FOR_TESTS)
    environment("test")
    failed = []
    for name, *words in CHECKS:
        began = time.monotonic()
        say(f"—— {name}")
        if _run([program(name), *words], QT_QPA_PLATFORM="offscreen"):
            failed.append(name)
        sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")
    if failed:
        sys.stderr.write(f"没有通过：{'、'.join(failed)}\n")
    return 1 if failed else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Do one of the two. 0 done, 1 a check failed, 2 wrong usage, 3 the installation stopped."""
    parser = argparse.ArgumentParser("python3 -m desk.install", description="安装居务台，并打开窗口或运行测试")
    commands = parser.add_subparsers(required=True, metavar="window|test")
    first = commands.add_parser("window", help="安装，并在练习社区上打开窗口")
    first.add_argument("--data", help="练习社区的文件夹（不填则用用户的数据文件夹）")
    first.add_argument("--residents", type=int, help="练习社区的人数")
    first.add_argument("--picture", help="没有图形界面时，窗口的图片写到这里")
    first.set_defaults(do=window)
    commands.add_parser("test", help="安装，并运行全部检查和测试").set_defaults(do=test)
    args = parser.parse_args(argv)
    do: Callable[[argparse.Namespace], int] = args.do
    try:
        return do(args)
    except Stopped as stop:
        sys.stderr.write(f"{stop}\n")
    except KeyboardInterrupt:
        sys.stderr.write("已取消\n")
    return 3


if __name__ == "__main__":
    sys.exit(main())
