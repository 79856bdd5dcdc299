"""Figures in plain Chinese: the definition that stands behind a number, and reads a figure made by clicking back."""

from __future__ import annotations

from desk.spec.as_of import counted_by
from desk.spec.catalog import Catalog
from desk.spec.figure import (
    UNITS,
    Against,
    Average,
    Balance,
    Count,
    Distinct,
    Extreme,
    Figure,
    Formula,
    Grouped,
    Growth,
    Measure,
    Median,
    PartTotal,
    PersonMonths,
    Share,
    Stock,
    Streak,
    Total,
)
from desk.spec.figure_checks import used_by
from desk.spec.formula import in_words
from desk.spec.groups import group_title, parts_of
from desk.spec.render import digits
from desk.spec.sentence import column_title, sentence

_EACH = {"day": "每天", "week": "每周", "month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年"}
_NAMED = {"day": "日期", "week": "周次", "month": "月份", "quarter": "季度", "half": "半年", "year": "年份"}
_NUMBER = {"day": "天数", "week": "周数", "month": "月数", "quarter": "季度数", "half": "半年数", "year": "年数"}
_OF_PATH = {Total: "{}合计", Average: "{}的平均数", Median: "{}的中位数", Distinct: "按{}计数（不重复）"}


def defined(catalog: Catalog, figure: Figure) -> str:
    """「台账」中……，计数."""
    if used_by(figure.measure) or isinstance(figure.measure, Formula):
        return computed(catalog, figure.measure)
    ledger = catalog.ledger(figure.ledger)
    by = counted_by(catalog, ledger)
    terms = [sentence(catalog, ledger.record, one, by=by) for one in (ledger.where, figure.where) if one is not None]
    rows = "，".join(t for t in terms if t) or "全部记录"
    return f"「{ledger.title}」中{rows}，{measured(catalog, ledger.record, figure.measure, by)}"


def computed(catalog: Catalog, measure: Measure) -> str:
    """A figure over other figures."""
    def title(key: str) -> str:
        known = catalog.figures.get(key)
        return known.title if known else key

    match measure:
        case Formula(text, percent):
            told = in_words(text, {key: title(key) for key in used_by(measure)})
            return f"{told}{'，以百分比表示' if percent else ''}"
        case Growth(of, on, percent):
            before = "上年同期" if on == "last_year" else "上一期"
            return f"「{title(of)}」比{before}增减{'的百分比' if percent else '数'}"
        case Against(of, target, how, at_most):
            wanted = "当年录入的目标" if target is None else f"目标{'不超过' if at_most else ''}{digits(target)}"
            return f"「{title(of)}」与{wanted}相比，{ {'rate': '完成率', 'reached': '是否达标', 'gap': '差额'}[how]}"
    raise TypeError(f"not computed from figures: {measure!r}")


def measured(catalog: Catalog, record: str, measure: Measure, by: str = "") -> str:
    """What is computed over the rows: 计数, 金额合计, 按居民去重计数 … `by` is the date that rows are read as of."""
    def title(path: str) -> str:
        return column_title(catalog, record, path, by)

    match measure:
        case Count():
            return "计数"
        case Total(path) | Average(path) | Median(path) | Distinct(path):
            return _OF_PATH[type(measure)].format(title(path))
        case Extreme(path, largest):
            return f"{title(path)}{'最大' if largest else '最小'}"
        case Share(part):
            return f"其中{sentence(catalog, record, part, by=by)}的占比"
        case PartTotal():
            return _parts(catalog, record, measure)
        case Grouped():
            return _grouped(catalog, record, measure, by)
    return _over_time(catalog, record, measure)


def _parts(catalog: Catalog, record: str, measure: PartTotal) -> str:
    child = f"{record}.{measure.part}"
    where = f"（{sentence(catalog, child, measure.where)}）" if measure.where is not None else ""
    column = column_title(catalog, child, measure.field) if measure.field else ""
    how = f"按{column}计数（不重复）" if measure.different else f"{column}合计" if column else "计数"
    return f"{catalog.record(record).parts[measure.part].title}{where}{how}"


def _over_time(catalog: Catalog, record: str, measure: Measure) -> str:
    match measure:
        case Balance(into, path, opening):
            what = column_title(catalog, record, path) if path else "条数"
            told = sentence(catalog, record, into)
            return f"从开始记录起到{'期初' if opening else '期末'}，{told}的{what}减去其余的{what}"
        case Stock():
            return "到期末的条数，不论是什么时候的"
        case PersonMonths(path, least):
            who = column_title(catalog, record, path)
            if least is None:
                return f"统计期内每个{who}在册的月数合计（当月在册一天即计一个月）"
            return f"统计期内{'每个月都' if least == 0 else f'至少{least}个月'}在册的{who}数"
        case Streak(unit, having, current):
            reach = "到统计日为止连续" if current else "连续最长"
            return f"{reach}{'有' if having else '没有'}记录的{UNITS[unit]}数"
    raise TypeError(f"not a measure: {measure!r}")


def _grouped(catalog: Catalog, record: str, measure: Grouped, by: str) -> str:
    counted = isinstance(measure.measure, Count) and measure.target == 1
    each, name, calendar = measured(catalog, record, measure.measure, by), "", measure.by in UNITS
    for one in reversed(parts_of(measure.by)):
        title = _NAMED[one] if one in UNITS else group_title(catalog, record, one)
        each = f"{_EACH[one] if one in UNITS else f'每个{title}'}{each}"
        name = f"{title}和{name}" if name else title
    groups = _NUMBER[measure.by] if calendar else "组数" if "&" in measure.by else f"{name}数"
    whole = f"占{'统计期内' if calendar else ''}全部{name}的比例"
    target, floor, rate = digits(measure.target), digits(measure.floor), digits(measure.rate)
    told = {
        "max": f"{each}，取最大", "min": f"{each}，取最小", "average": f"{each}，取平均", "median": f"{each}，取中位数",
        "sum": f"{each}，再合计", "number": f"有记录的{groups}", "names": f"有记录的{name}名单",
        "each": f"{each}，逐个列出", "which_max": f"{each}，最大的{name}", "which_min": f"{each}，最小的{name}",
        "reach": f"有记录的{groups}" if counted else f"{each}不少于{target}的{groups}",
        "below": f"没有记录的{groups}" if counted else f"{each}不到{target}的{groups}",
        "reach_share": f"有记录的{name}{whole}" if counted else f"{each}不少于{target}的{name}{whole}",
        "excess": f"{each}超过{floor}的部分，乘以{rate}后合计",
    }
    return f"{told[measure.how]}{_universe(catalog, measure)}"


def _universe(catalog: Catalog, measure: Grouped) -> str:
    """「（「低保台账」里的居民的户都算，没有记录的按零计）」."""
    if not measure.among:
        return ""
    key, path = measure.universe
    ledger = catalog.ledger(key)
    which = "" if path == "id" else f"里的{column_title(catalog, ledger.record, path)}"
    return f"（「{ledger.title}」{which}都算，没有记录的按零计）"
