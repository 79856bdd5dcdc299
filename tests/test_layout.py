"""How the house is laid out: what lies where, and what no file may hold."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from desk.records import RECORDS

ROOT = Path(__file__).parent.parent
TOP = {"desk", "resources", "forms", "tests", "build.spec", "pyproject.toml", "README.md", "LICENSE"}
BUILT = {"build", "dist", "__pycache__"}
CODE = sorted((ROOT / "desk").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
ROOMS = {path.name for path in (ROOT / "desk").iterdir() if path.is_dir()}
DOCUMENTED = ("kinds", "spec", "service")
OURS = [*CODE, *TESTS, *(ROOT / "forms").glob("*.ui"), *(ROOT / ".ci").iterdir(),
        *(ROOT / name for name in ("README.md", "pyproject.toml", "build.spec"))]


def named(path: Path) -> str:
    """A file as a test's name."""
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The modules a file names in its imports, wherever they stand."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def test_the_top_level() -> None:
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert there - BUILT == TOP


def test_tests_mirror_the_rooms() -> None:
    rooms = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()} - BUILT
    others = {name for name in rooms - ROOMS if not name.startswith("every_")}
    assert others <= {"samples", "story", "bench"}


def test_no_two_test_files_have_one_name() -> None:
    """pytest imports them by their bare names."""
    counts = Counter(path.name for path in TESTS if path.name not in ("conftest.py", "__init__.py"))
    assert [name for name, count in counts.items() if count > 1] == []


def test_shared_names_of_tests_have_a_module_of_their_own() -> None:
    """Every room may have a conftest.py; which of them `import conftest` finds depends on the order of the tests."""
    assert [named(path) for path in TESTS if "conftest" in imported(path)] == []


def test_imports_are_absolute() -> None:
    """import-linter reads the rules of the rooms in CI; a relative import would be harder to read."""
    relative = [named(path) for path in CODE for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.ImportFrom) and node.level]
    assert relative == []


def test_nothing_asks_for_a_network() -> None:
    """The program works on a PC without one, and no library for it is even named."""
    network = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "PySide6.QtNetwork"}
    asking = {named(path): found for path in CODE
              if (found := {name for name in imported(path) if name in network or name.split(".")[0] in network})}
    assert asking == {}


def test_no_path_of_one_machine_and_no_registry_is_named() -> None:
    machine = re.compile(r"""["'\s(=](/(work|root|opt)/|C:\\Users)""")
    registry = re.compile(r"(pypi|npmjs)[.]org|python[h]osted|deb[.]debian|index[-]url|find[-]links")
    found = [f"{named(path)}:{number}" for path in OURS
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
             if machine.search(line) or registry.search(line)]
    assert found == []


@pytest.mark.parametrize("room", DOCUMENTED)
def test_everything_public_says_what_it_is(room: str) -> None:
    """Modules, classes and functions; a method that overrides another inherits its words."""
    silent = []
    for path in sorted((ROOT / "desk" / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tops = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
        mute = [node for node in (tree, *tops) if not ast.get_docstring(node)]
        silent += [f"{named(path)} {getattr(node, 'name', '')}" for node in mute]
    assert silent == []


def test_functions_and_modules_stay_short() -> None:
    """At most 400 lines a module (beyond 300 ask whether it is one thing), 40 a function. Migrations are generated."""
    long = []
    for path in (p for p in CODE if p.parent.name != "versions"):
        text = path.read_text(encoding="utf-8")
        long += [named(path)] if text.count("\n") > 400 else []
        long += [f"{named(path)} {node.name}" for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)
                 and (node.end_lineno or node.lineno) - node.lineno >= 40]
    assert long == []


ABOUT_ONE = {
    "desk/service/imports/settle.py", "desk/service/imports/write.py",  # people and households in one plan
    "desk/service/lists/handouts.py",  # the paper of a household
}
DECLARED = {"records", "ledgers", "figures", "practice"}


def _lists_of_records(path: Path) -> list[str]:
    """Literal collections that name two records or more, also within the tuples they hold."""
    keys, found = {spec.key for spec in RECORDS}, []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
            continue
        inside = [one for one in (node.keys if isinstance(node, ast.Dict) else node.elts) if one is not None]
        flat = [part for one in inside for part in (one.elts if isinstance(one, ast.Tuple | ast.List) else [one])]
        named_here = {part.value for part in flat if isinstance(part, ast.Constant)} & keys
        found += [f"{named(path)}:{node.lineno}"] if len(named_here) > 1 else []
    return found


def test_what_is_known_of_records_stands_in_the_records() -> None:
    """A list of record names elsewhere is a fact that a new kind of record would miss."""
    rest = [path for path in CODE if path.relative_to(ROOT).parts[1] not in DECLARED and path.parent.name != "versions"
            and named(path) not in ABOUT_ONE]
    assert [line for path in rest for line in _lists_of_records(path)] == []


def test_every_font_has_its_origin_and_licence() -> None:
    fonts = ROOT / "resources" / "fonts"
    told = (fonts / "README.md").read_text(encoding="utf-8")
    kept = {path.name for path in fonts.iterdir()}
    assert [name for name in kept if re.search(r"[.][to]tf", name) and name not in told] == []
    faces = ("NotoSerifSC", "NotoSansSC", "LXGWWenKai", "Fandol", "HanaMinB")
    assert {f"LICENSE-{face}.txt" for face in faces} <= kept


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = text.partition("\ndependencies = [\n")[2].partition("\n]")[0]
    assert [line for line in listed.splitlines() if "  # " not in line] == []
