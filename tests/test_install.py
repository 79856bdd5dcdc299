"""The two commands: what they need, what they say when it is not there, and the first one's last step for real."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from desk import install

ROOT = Path(__file__).parent.parent


def test_needs_nothing_but_python() -> None:
    """It runs before anything is installed: without site-packages, and from the standard library alone."""
    tree = ast.parse((ROOT / "desk" / "install.py").read_text(encoding="utf-8"))
    named = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in named} <= sys.stdlib_module_names
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from desk.install import main; main(['--help'])"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert "window" in done.stdout


@pytest.mark.parametrize("words", [[], ["neither"], ["test", "--more"]])
def test_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        install.main(words)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


class TestSystemLibraries:
    """On a bare Debian they are installed; anywhere else one sentence says what to do."""

    def test_what_is_there_is_not_missing(self) -> None:
        assert install.missing({"some-package": sys.executable, "other": "no-such-program"}) == ["other"]

    def test_libraries_are_tried_by_loading_them(self) -> None:
        assert install.missing({"libnone9": "libnone.so.9"}) == ["libnone9"]

    def test_nothing_missing_needs_no_right_and_no_apt(self) -> None:
        install.system_libraries({}, root=False, apt=None)

    @pytest.mark.parametrize(
        ("root", "apt", "words"),
        [(False, "apt-get", "sudo apt-get install -y --no-install-recommends libnone9"), (True, None, "libnone.so.9")],
    )
    def test_one_sentence_where_they_cannot_be_installed(self, root: bool, apt: str | None, words: str) -> None:
        with pytest.raises(install.Stopped) as stop:
            install.system_libraries({"libnone9": "libnone.so.9"}, root=root, apt=apt)
        assert words in str(stop.value)
        assert str(stop.value).startswith("缺少")
        assert "\n" not in str(stop.value)


class TestEnvironment:
    """It is made once, and again when the project's dependencies changed."""

    @staticmethod
    def _made(venv: Path, extra: str, stamp: str) -> None:
        python = install.program("python", venv)
        python.parent.mkdir(parents=True)
        python.touch()
        (venv / f"installed-{extra or 'plain'}").write_text(stamp, encoding="ascii")

    def test_an_environment_for_tests_opens_the_window_too(self, tmp_path: Path) -> None:
        self._made(tmp_path / "v", "test", install._stamp())
        assert install.installed("test", tmp_path / "v")
        assert install.installed("", tmp_path / "v")

    def test_a_plain_one_is_not_enough_for_tests(self, tmp_path: Path) -> None:
        self._made(tmp_path / "v", "", install._stamp())
        assert install.installed("", tmp_path / "v")
        assert not install.installed("test", tmp_path / "v")

    def test_other_dependencies_mean_another_installation(self, tmp_path: Path) -> None:
        self._made(tmp_path / "v", "", "of yesterday")
        assert not install.installed("", tmp_path / "v")

    def test_nothing_there(self, tmp_path: Path) -> None:
        assert not install.installed("", tmp_path / "v")


def test_the_practice_community_lies_in_the_users_data_folder() -> None:
    folder = install.practice_folder(Path(sys.executable))
    assert folder.is_absolute()
    assert folder.name == "练习社区"
    assert "juwu-desk" in folder.parts


def test_without_a_display_a_picture_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The first command after its installation, as on a bare machine: community, picture, and where it is."""
    monkeypatch.delenv("DESK_PASSWORD", raising=False)
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "config"))
    data, picture = tmp_path / "练习", tmp_path / "out" / "window.png"
    assert install.open_window(Path(sys.executable), data, picture, 40, display=False) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert str(picture) in capfd.readouterr().out
    made = (data / "keys.json").read_bytes()
    assert install.open_window(Path(sys.executable), data, picture, 40, display=False) == 0
    assert (data / "keys.json").read_bytes() == made, "the community that is there is kept"


def test_a_folder_that_cannot_be_used_ends_with_its_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "somebody's file.txt").write_text("x", encoding="utf-8")
    assert install.open_window(Path(sys.executable), tmp_path, tmp_path / "w.png", 40, display=False) == 1
    told = capfd.readouterr().err.strip()
    assert "\n" not in told
    assert "Traceback" not in told
