"""The report as one page of HTML: nothing is fetched, text of articles is only ever text, and every number opens the words behind it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows import charts
from flows.report.content import Row
from transforms.schema.vocabulary import MEASURES

HERE = Path(__file__).parent
MEASURE_WORDS = {
    "idps": "displaced inside the country",
    "asylum_seekers": "asylum seekers",
    "in_need": "in need",
    "casualties": "killed or injured",
}
GROUP_WORDS = {
    "civilian": "civilians",
    "combatant": "combatants",
    "medic": "medics",
    "journalist": "journalists",
    "prisoner": "prisoners",
    "aid_worker": "aid workers",
}
AGE_AND_SEX = {
    ("children", "f"): "girls",
    ("children", "m"): "boys",
    ("adults", "f"): "women",
    ("adults", "m"): "men",
    ("any", "f"): "women and girls",
    ("any", "m"): "men and boys",
    ("elderly", "f"): "old women",
    ("elderly", "m"): "old men",
    ("elderly", "any"): "old people",
}
FLAG_WORDS = {"single_speaker": "one speaker", "adverse_only": "said by the other side", "vague": "no exact number"}
# controls, and marks that turn the direction of the text behind them
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
WIDE, NARROW = (540, 240), (350, 220)


def page(content: dict[str, Any], data: dict[str, Any], *, title: str, counts: dict[str, int], made: Row) -> str:
    """The page. `content` is what it shows and `data` what it holds; `counts` are rows by table, `made` the run that published them."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "day": day,
        "people": people,
        "bounds": bounds,
        "number": number,
        "text": text,
        "web": web_address,
        "flag": lambda flag: FLAG_WORDS.get(flag, flag.replace("_", " ")),
        "marked": marked,
    }
    style, script = ((HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    for conflict in content["conflicts"]:
        conflict["cards"].sort(key=lambda card: (MEASURES.index(card["measure"]), card["population"] != "any", card["cell_id"]))
    drawn = [{**chart, **_drawn(chart)} for chart in content["charts"]]
    return environment.get_template("page.html").render(
        **{**content, "charts": drawn},
        title=title,
        counts=counts,
        made=made,
        held=len(data["figures"]["id"]),
        style=Markup(style),
        script=Markup(script),
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'",
        data=base64.b64encode(gzip.compress(json.dumps(data, ensure_ascii=False, default=str).encode(), 6, mtime=0)).decode(),
    )


def _drawn(chart: Row) -> Row:
    """The chart in two widths, each with the same words for those who do not see it."""
    first, last = chart["cells"][0], chart["cells"][-1]
    named = charts.speakers(chart["claims"])
    told = (
        f"Chart: {people(chart)}, {text(chart['place']) or 'no place stated'}. From {number(first)} on {day(first['as_of'])} to {number(last)} on "
        f"{day(last['as_of'])}, {len(chart['cells'])} days, as stated by {', '.join(map(text, named))}. The table below it has each number."
    )
    said = [{**claim, "speaker": text(claim["speaker"])} for claim in chart["claims"]]
    wide, narrow = (Markup(charts.series(chart["cells"], said, width=width, height=height, label=told)) for width, height in (WIDE, NARROW))
    highest = max((cell["high"] or 0 for cell in chart["cells"]), default=0)
    return {"wide": wide, "narrow": narrow, "beyond": highest if highest > charts.top(chart["cells"], chart["claims"]) else None}


def day(of: date | None) -> str:
    return f"{of.day} {of:%b %Y}" if of else "no day stated"


def number(row: Row) -> str:
    """The number that a cell is known by: best, else its bounds."""
    return f"{row['best']:,}" if row["best"] is not None else bounds(row)


def bounds(row: Row) -> str:
    low, high = row["low"], row["high"]
    if low is None and high is None:
        return f"{row['best']:,}" if row["best"] is not None else "no number"
    if low is None:
        return f"at most {high:,}"
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def people(row: Row) -> str:
    """Who is counted, in words: civilians killed; girls injured; refugees."""
    age, sex, measure = str(row["age"]), str(row.get("sex", "any")), str(row["measure"])
    population = "" if row["population"] == "any" else GROUP_WORDS.get(row["population"], row["population"])
    group = "" if (age, sex) == ("any", "any") else AGE_AND_SEX.get((age, sex), age)
    return " ".join(part for part in (population, group, MEASURE_WORDS.get(measure, measure)) if part)


def text(value: object) -> str:
    """Text of an article without what could disturb the text around it."""
    return "" if value is None else _UNSEEN.sub(" ", str(value)).strip()


def marked(sentence: str, written: Sequence[str]) -> Markup:
    """The sentence with its numbers marked, each where it stands first behind the one before it."""
    rest, parts = text(sentence), Markup("")
    for each in written:
        before, found, after = rest.partition(text(each))
        if found:
            parts, rest = parts + Markup("{}<mark>{}</mark>").format(before, found), after
    return parts + rest


def web_address(url: str | None) -> str | None:
    """The url where it is an address of the web; None for a file, a script or anything else."""
    try:
        parts = urlsplit(url or "")
        return url if parts.scheme in ("http", "https") and parts.hostname and not _UNSEEN.search(url or "") else None
    except ValueError:
        return None


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
