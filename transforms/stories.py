"""Table stories: which articles tell the same story, by their words and their quantities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from transforms.schema.stories import STORIES
from transforms.text.quantities import Words, aligned, disagree, read_words, same_numbers
from transforms.text.shingles import Signature, containment, jaccard, plausible, shingles
from transforms.text.shingles import signatures as signed

# Half of all shingles shared: the threshold below which MinHash collections of news hold mostly different articles (Broder 1997 takes .5)
COPY_JACCARD = 0.5
# Four fifths of the shorter text: a copy in a frame of the outlet's own words, or one cut at the end
COPY_CONTAINMENT = 0.8
# A spun or machine-translated text swaps words and keeps their order: such pairs among the labelled pages share at least 20 % of the
# shorter's shingles and 46 % of its words in order, pairs of different stories at most 16 % and 41 %
SPUN_CONTAINMENT, SPUN_WORDS = 0.15, 0.45
# A text told again sentence by sentence shares hardly a shingle, but its numbers in their order and a third of the words around them: at
# least 8 numbers and four fifths of all, which no two independent reports among the labelled pages come near
RETOLD_NUMBERS, RETOLD_SHARE, RETOLD_WORDS = 8, 0.8, 0.25
# Under 20 words a headline, a caption or a stock phrase is alike by chance
SHORT = 20
# Articles under one key that are compared each with each; in a larger crowd (a template, a quote, a licence line) only with those next to
# it in time, so that the work grows with the number of articles and not with its square
CROWD, NEIGHBOURS = 32, 8

Kind = Literal["copy", "version"]
Dated = tuple[date, str]
_PAIRS = {"earlier_id": pl.String, "later_id": pl.String}
_VERIFIED = {**_PAIRS, "similarity": pl.Float64, "kind": pl.String}
_HASHES = pl.List(pl.Int64())
_SIGNED: dict[str, pl.DataType] = {"bands": _HASHES, "runs": _HASHES, "numbers": _HASHES, "n_numbers": pl.Int64(), "least": _HASHES}


def stories(articles: pl.DataFrame) -> pl.DataFrame:
    """Table stories for these articles (columns article_id, text and published_on), sorted by article_id, whatever the order of rows."""
    return linked(articles, verified(candidates(signatures(articles)), articles))


def signatures(articles: pl.DataFrame) -> pl.DataFrame:
    """One row per article: article_id, published_on, and what `transforms.text.shingles.Signature` says of its text."""
    signed_texts = pl.DataFrame(signed([read_words(text) for text in articles["text"]]), schema=_SIGNED, orient="row")
    return articles.select("article_id", "published_on").hstack(signed_texts)


def candidates(signatures: pl.DataFrame) -> pl.DataFrame:
    """Pairs of articles that share a key and have enough in common to be read, each once, by id; the earlier is so by (published_on with nulls
    last, article_id)."""
    ordered = signatures.sort("published_on", "article_id", nulls_last=True)
    known = [Signature(*row) for row in ordered.select(*_SIGNED).iter_rows()]
    crowds: dict[int, list[int]] = defaultdict(list)
    for place, signature in enumerate(known):
        for key in signature.met_under():
            crowds[key].append(place)
    met: set[tuple[int, int]] = set()
    for crowd in crowds.values():
        reach = CROWD if len(crowd) <= CROWD else NEIGHBOURS
        for at, place in enumerate(crowd):
            met.update((place, other) for other in crowd[at + 1 : at + reach + 1])
    ids = ordered["article_id"].to_list()
    return pl.DataFrame(sorted((ids[a], ids[b]) for a, b in met if plausible(known[a], known[b])), schema=_PAIRS, orient="row")


def verified(pairs: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The pairs that are alike indeed, as rows of table likenesses: similarity, and kind copy, or version where a quantity differs at the same place."""
    texts = _Texts(articles)
    rows = []
    for a, b in pairs.select(*_PAIRS).iter_rows():
        alike = texts.compare(a, b)
        if alike is not None:
            rows.append((a, b, *alike))
    return pl.DataFrame(rows, schema=_VERIFIED, orient="row")


def linked(articles: pl.DataFrame, verified: pl.DataFrame, standing: pl.DataFrame | None = None) -> pl.DataFrame:
    """Table stories from the verified pairs of its articles.

    `standing` are the articles beyond these of which one of these is a version, with the story_id that they have (and published_on): with
    them, whole components alone give the rows that all articles would.

    In each component of copies, in the order of (published_on with nulls last, article_id), an article joins the earliest original that it
    matches, else it is an original itself. An original is a version of the story of the latest earlier article that it is a version of.
    """
    texts = _Texts(articles)
    beyond = (
        {}
        if standing is None
        else {a: ((day or date.max, a), told) for a, day, told in standing.select("article_id", "published_on", "story_id").iter_rows()}
    )
    known = {(a, b): (similarity, kind) for a, b, similarity, kind in verified.iter_rows()}
    order: dict[str, Dated] = {
        article_id: (published_on or date.max, article_id)
        for article_id, published_on in articles.select("article_id", "published_on").rows()
    }
    story: dict[str, str] = {}
    similarity: dict[str, float] = {}
    for component in _components(order, [pair for pair, (_, kind) in known.items() if kind == "copy"]):
        originals: list[str] = []
        for article_id in sorted(component, key=order.__getitem__):
            for original in originals:
                pair = (original, article_id)
                alike = known[pair] if pair in known else texts.compare(*pair)
                if alike is None:
                    continue
                if alike[1] == "copy":
                    story[article_id], similarity[article_id] = original, alike[0]
                    break
                known[pair] = alike
            else:
                originals.append(article_id)
                story[article_id], similarity[article_id] = article_id, 1.0
    earlier: dict[str, Dated] = {}
    for (a, b), (_, kind) in known.items():
        if kind == "version" and story[b] == b:
            since = order[a] if a in order else beyond[a][0]
            earlier[b] = max(earlier.get(b, since), since)
    told = {article_id: story_id for article_id, (_, story_id) in beyond.items()} | story
    rows = [
        (each, story[each], story[each] == each, similarity[each], told[earlier[each][1]] if each in earlier else None)
        for each in sorted(order)
    ]
    types = {"article_id": pl.String, "story_id": pl.String, "is_original": pl.Boolean, "similarity": pl.Float64, "version_of": pl.String}
    return pl.DataFrame(rows, schema=types, orient="row").select(STORIES.names)


@dataclass(frozen=True, slots=True)
class _Text:
    words: Words
    shingles: frozenset[int]
    written_out: str


class _Texts:
    """The articles as compared, each read when first asked for."""

    def __init__(self, articles: pl.DataFrame) -> None:
        self._texts = dict(articles.select("article_id", "text").iter_rows())
        self._read: dict[str, _Text] = {}

    def compare(self, a: str, b: str) -> tuple[float, Kind] | None:
        return _alike(self._of(a), self._of(b))

    def _of(self, article_id: str) -> _Text:
        if article_id not in self._read:
            words = read_words(self._texts[article_id])
            self._read[article_id] = _Text(words, frozenset(shingles(words)), words.written_out())
        return self._read[article_id]


def _alike(a: _Text, b: _Text) -> tuple[float, Kind] | None:
    """How alike two texts are and as what; None where they are different stories."""
    if a.written_out == b.written_out:
        return (1.0, "copy") if a.written_out else None
    similarity, contained = jaccard(a.shingles, b.shingles), containment(a.shingles, b.shingles)
    shorter = min(len(a.words), len(b.words))
    if similarity < COPY_JACCARD:
        similarity = contained
        if contained < COPY_CONTAINMENT and (contained < SPUN_CONTAINMENT or _in_order(a.words, b.words) < SPUN_WORDS * shorter):
            return _retold(a.words, b.words, contained)
    if disagree(a.words, b.words):
        return similarity, "version"
    return (similarity, "copy") if shorter >= SHORT else None


def _retold(a: Words, b: Words, similarity: float) -> tuple[float, Kind] | None:
    most = max(len(a.numbers()), len(b.numbers()))
    if most < RETOLD_NUMBERS:
        return None
    kept, changed = same_numbers(a, b)
    if kept < max(RETOLD_NUMBERS, RETOLD_SHARE * most) or _in_order(a, b) < RETOLD_WORDS * min(len(a), len(b)):
        return None
    return similarity, "version" if changed else "copy"


def _in_order(a: Words, b: Words) -> int:
    return sum(size for _, _, size in aligned(a, b))


def _components(members: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The members in groups that the pairs connect; one without a pair is a group of its own."""
    parent = {member: member for member in members}

    def root(member: str) -> str:
        while parent[member] != member:
            parent[member] = member = parent[parent[member]]
        return member

    for a, b in pairs:
        parent[root(b)] = root(a)
    groups = defaultdict(list)
    for member in parent:
        groups[root(member)].append(member)
    return list(groups.values())
