"""Texts in capitals, as agencies sent them: their words in usual case, for the readers of names, at the same offsets."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from transforms.text.gazetteer import Gazetteer
from transforms.text.model import Article, Reference, Sentence

_LETTERS = 12  # from so many letters on all capitals are how a text is sent, no acronym and no cry
_LEAD = 16  # letters and signs at the start, none of them small
_SHARE = 0.9  # of the letters that are capitals: "McNamara" keeps its small ones
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_DATELINE = re.compile(r"\s*[^,\n]{2,30}(?=,[^\n]{0,50}?(?:--|[-–—]\s|\())")  # the town of "LA PAZ, 19 FEB (AFP) --"
_WHERE = re.compile(r"\b(?:in|at|near|outside|around|from|to|of|inside|on|for)\s+(?:the\s+)?$")
_CALLED = re.compile(r"\b(?:called|named|identified as|known as)\s+$")
_SAID = re.compile(r"\s+(?:said|says|reported|announced|claimed|asserted|stated|declared|charged|added|confirmed|told)\b")
_SOURCE = re.compile(r"\b(?:according to|quoted by|citing|quoting|monitored by)\s+(?:the\s+)?$")
_SHORT = 3
_ARTICLES = frozenset(("la", "el", "los", "las", "san", "al", "le", "les", "ste", "st"))  # open a town's name
_SITE = re.compile(r"\s+(?:department|dept|province|district|municipality|neighborhood|neighbourhood|county|governorate|hamlet|canton)\b")

_VERBS = frozenset(("may", "march", "mar", "sun", "sat", "wed"))  # are months and days beside a number only
_BESIDE_NUMBER = re.compile(r"(?:\d\s+|\b)(may|march|mar|sun|sat|wed)\b(?=\.?\s+\d)|(?<=\d\s)(may|march|mar)\b")
_PLACE_WORDS = 3  # most words of a town's name
_NAME_WORDS = 2  # most words of a name behind a title
_WORDS = {  # table -> the column of its words, which no name is made of
    "function_words": "word",
    "terms": "form",
    "other_nouns": "word",
    "populations": "word",
    "people_adjectives": "word",
    "said_verbs": "word",
    "speaker_words": "word",
    "number_words": "word",
    "vague_words": "word",
    "event_words": "phrase",
    "quantifiers": "phrase",
}


class Capitals:
    """Gives words in capitals their usual case, by the names and words of the reference tables."""

    def __init__(self, reference: Reference) -> None:
        self._gazetteer = Gazetteer(reference)
        self._common = {
            part
            for name, column in _WORDS.items()
            for row in reference.get(name, ())
            for part in str(row.get(column, "")).casefold().split(" ")
        }
        self._titles = {str(row["word"]).casefold() for row in reference.get("title_words", ()) if row["role"] == "person"}
        self._common |= {str(row["word"]).casefold() for row in reference.get("title_words", ())}
        self._names = sorted({*(name for name in _names(reference) if self._is_name(name)), *_peoples(reference)}, key=len)
        self._automaton: AhoCorasick | None = None

    def _is_name(self, name: str) -> bool:
        low = name.casefold()
        return len(low) == len(name) > 1 and (" " in name or low not in self._common) and any(char.isupper() for char in name)

    def usual(self, article: Article, sentences: Sequence[Sentence]) -> tuple[Article, Sequence[Sentence]]:
        """The article and its sentences with those that are in capitals in usual case; the same objects where none is."""
        if not any(_sent_in_capitals(sentence.text) for sentence in sentences):
            return article, sentences
        fields = {"title": article.title or "", "text": article.text}
        told = []
        for sentence in sentences:
            if _sent_in_capitals(sentence.text):
                text = self.mixed(sentence.text)
                whole = fields[sentence.field]
                fields[sentence.field] = whole[: sentence.start] + text + whole[sentence.start + len(text) :]
                sentence = dataclasses.replace(sentence, text=text)
            told.append(sentence)
        return dataclasses.replace(article, title=fields["title"] if article.title else article.title, text=fields["text"]), told

    def mixed(self, text: str) -> str:
        """The text in usual case, as long as it was; names of no table are capitalised behind a title, before a verb of saying, or where
        a town of the gazetteer can stand."""
        low = text.lower()
        if len(low) != len(text):
            return text
        chars = list(low)
        if self._automaton is None:
            self._automaton = AhoCorasick([name.lower() for name in self._names], matchkind=MatchKind.LeftmostLongest)
        taken = [False] * len(low)
        for number, start, end in self._automaton.find_matches_as_indexes(low):
            if not (start and low[start - 1].isalnum()) and not (end < len(low) and low[end].isalnum()):
                chars[start:end] = self._names[number]
                taken[start:end] = [True] * (end - start)
        for match in _BESIDE_NUMBER.finditer(low):
            first = match.start(1) if match[1] else match.start(2)
            chars[first] = chars[first].upper()
        if (line := _DATELINE.match(low)) is not None:
            chars[: line.end()] = line[0].title()
            taken[: line.end()] = [True] * line.end()
        words = [match.span() for match in _WORD.finditer(low)]
        for k, (start, _) in enumerate(words):
            if taken[start]:
                continue
            for first, last in self._unlisted(low, words, k):
                chars[first] = chars[first].upper()
                chars[first:last] = _parts(chars[first:last])
                taken[first:last] = [True] * (last - first)
            if k == 0 or low[:start].rstrip()[-1:] in (".", "!", "?", "\n"):
                chars[start] = chars[start].upper()
        return "".join(chars)

    def _unlisted(self, low: str, words: list[tuple[int, int]], k: int) -> list[tuple[int, int]]:
        """The words from the k-th on that are a name of no table of speakers or places."""
        start, end = words[k]
        word, before = low[start:end], low[max(0, start - 30) : start]
        if word not in _ARTICLES and (word in self._common or (len(word) <= _SHORT and low[max(0, start - 1) : start] != "(")):
            return []
        if low[start - 1 : start] == "(" and low[end : end + 1] == ")" and len(word) <= _LETTERS:
            return [(letter, letter + 1) for letter in range(start, end)]  # "(fmln)"
        if _SITE.match(low, end) is not None:
            return [(start, end)]
        if k and low[slice(*words[k - 1])].rstrip(".") in self._titles and low[words[k - 1][1] : start].strip() in ("", "."):
            return [span for span in self._run(low, words, k, _NAME_WORDS) if low[slice(*span)] not in self._common]
        if _WHERE.search(before):
            for length in range(_PLACE_WORDS, 0, -1):
                run = self._run(low, words, k, length)
                if len(run) == length and self._gazetteer.knows(low[start : run[-1][1]]):
                    return run
        if (_SAID.match(low, end) or _SOURCE.search(before)) and not word.endswith("s"):
            return [(start, end)]
        return [(start, end)] if _CALLED.search(before) else []

    def _run(self, low: str, words: list[tuple[int, int]], k: int, length: int) -> list[tuple[int, int]]:
        """At most so many words from the k-th on, with nothing but spaces between."""
        run = [words[k]]
        for span in words[k + 1 : k + length]:
            if low[run[-1][1] : span[0]].strip() or low[slice(*span)] in self._common:
                break
            run.append(span)
        return run


def _sent_in_capitals(text: str) -> bool:
    if not text[:_LEAD].isupper():  # of nearly every sentence this is all that is looked at
        return False
    upper = sum(char.isupper() for char in text)
    return upper >= _LETTERS and upper >= _SHARE * sum(char.isalpha() for char in text)


def _parts(chars: list[str]) -> list[str]:
    """Each part of a name with hyphens in capitals: "Kaga-Bandoro"."""
    return [char.upper() if n and chars[n - 1] == "-" else char for n, char in enumerate(chars)]


def _names(reference: Reference) -> Iterable[str]:
    for row in reference.get("places", ()):
        yield from (row["name"], *row["aliases"], *row["demonyms"])
    for row in reference.get("speakers", ()):
        yield from (row["name"], *row["aliases"])


def _peoples(reference: Reference) -> Iterable[str]:
    """Demonyms, months and weekdays, some of which are also words for people or verbs."""
    for row in reference.get("places", ()):
        yield from (name for name in row["demonyms"] if len(name) > _SHORT)
    for row in reference.get("date_words", ()):
        if row["kind"] in ("month", "weekday") and row["word"].casefold() not in _VERBS:
            yield row["word"]
