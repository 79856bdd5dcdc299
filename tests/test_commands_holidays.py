"""`desk holidays`: a year listed, a notice looked at, entered, or refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desk.cli import run
from desk.service.desk import Desk

NOTICE = ("关于2027年部分节假日安排的通知 "
          "一、元旦：1月1日放假。二、春节：2月5日至11日放假调休，共7天。2月20日（周六）上班。"
          "三、清明节：4月5日放假。四、劳动节：5月3日放假。五、端午节：6月9日放假。"
          "六、中秋节：9月15日放假。七、国庆节：10月1日放假。")


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_year_is_entered_by_its_notice(
    practice_copy: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = str(practice_copy.folder.path), tmp_path / "通知.txt"
    practice_copy.close()
    assert run(["holidays", folder, "2027", "--json"]) == 0
    assert said(capsys)["source"] == ""
    file.write_text(NOTICE, "utf-8")
    assert run(["holidays", folder, "2027", "--notice", str(file), "--dry-run"]) == 0
    assert "春节：2月5日（周五）至11日（周四）放假，共7天；2月20日（周六）上班" in capsys.readouterr().out
    assert run(["holidays", folder, "2027", "--notice", str(file), "--json"]) == 0
    made = said(capsys)
    assert (made["year"], made["source"], made["on"], made["unread"]) == (2027, "office", ["2027-02-20"], [])
    assert made["off"][:3] == ["2027-01-01", "2027-02-05", "2027-02-08"]
    assert run(["holidays", folder, "2027"]) == 0
    assert "2027-02-20\t上班" in capsys.readouterr().out


@pytest.mark.parametrize(("year", "content", "status", "told"), [
    ("2028", NOTICE.encode(), 1, "这是2027年的通知，不是2028年的"),
    ("2027", "节日快乐".encode(), 1, "没有认出放假的日子"),
    ("2027", "一、元旦：1月1日放假。".encode(), 1, "还缺春节"),
    ("2027", NOTICE.encode("gb18030"), 1, "不是 UTF-8 的文本文件"),
    ("2127", NOTICE.partition(" ")[2].replace("（周六）", "").encode(), 1, "年份不对"),
    ("2027", None, 3, "文件"),
])
def test_what_is_no_notice_of_the_year_is_refused(
    practice_copy: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], year: str, content: bytes | None,
    status: int, told: str,
) -> None:
    folder, file = str(practice_copy.folder.path), tmp_path / "通知.txt"
    practice_copy.close()
    if content is not None:
        file.write_bytes(content)
    assert run(["holidays", folder, year, "--notice", str(file)]) == status
    out = capsys.readouterr()
    assert told in out.err
    assert out.err.count("\n") == 1
