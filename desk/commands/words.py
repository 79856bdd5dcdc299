"""What the words of the commands mean, said once for all of them."""

from __future__ import annotations

_MEANING = {
    "dir": "数据文件夹",
    "out": "写到的文件（everything 为文件夹）",
    "file": "读入的文件",
    "names": "名单文件，一行一人",
    "backup": "备份文件",
    "record": "记录的代号，见 list records",
    "id": "编号",
    "ledger": "台账的代号，见 list ledgers",
    "figure": "指标的代号，见 list figures",
    "report": "报告的代号，见 list reports",
    "batch": "导入的编号",
    "finding": "检查项目的代号，见 examine",
    "--ids": "只核对这些编号，逗号分隔；不写则全部",
    "text": "姓名、首字母、号码末几位或房号",
    "what": "列出哪一类",
    "--json": "以 JSON 写出",
    "--from": "起始日期",
    "--to": "截止日期",
    "--as-of": "截至这一天的情况",
    "--year": "年度",
    "--full": "证件号、电话不打码",
    "--rows": "列出背后的记录",
    "--only": "只算这些指标，逗号分隔",
    "--columns": "只要这些栏目，逗号分隔",
    "--limit": "最多几条",
    "--name": "社区名称",
    "--worker": "工作人员姓名",
    "--residents": "练习社区的人数",
    "--seed": "随机数种子",
    "--today": "以这一天为今天",
    "--sheet": "只读这张工作表",
    "--existing": "已有的资料：fill 只补空白，overwrite 以表为准，ask 逐条询问",
    "--dry-run": "只看结果，不写入",
    "--report": "另存一份带标注的原表",
    "--ledger": "用这本台账填写",
    "--file": "街道发的空表",
    "--map": "列的对应：原列名=栏目，逗号分隔",
    "--row": "填哪张表：表头的第一行是第几行",
    "--keep": "以这个名称存为模板",
    "--use": "用已存的模板",
    "--goods": "发放的物品",
    "--amount": "每人的数量或金额",
    "--by": "分组，可写两次",
    "--measure": "统计什么，默认计数",
    "--reason": "作废的原因",
    "year": "年份",
    "--notice": "放假通知的文本文件（UTF-8）；不写则只列出这一年的安排",
}


def meaning(word: str) -> str | None:
    """What an argument or option means; None where a command has to say it itself (`help`)."""
    return _MEANING.get(word) or _MEANING.get(word.removeprefix("--"))
