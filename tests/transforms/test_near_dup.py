"""Measured on collections of near-duplicates: copies by MinHash plagiarism, bulletins of one template, and the pages of the sample."""

import csv
import json
import random
import re
import time
from datetime import date
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from flows.reference import load
from transforms.stories import stories, verified
from transforms.text.page import read_page

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SAMPLE = ROOT / "seeds" / "sample"
LABELS = ROOT / "tests" / "sample"


def rows(path: Path) -> list[dict]:
    if not path.exists():
        pytest.skip(f"{path.name} is not here: it lies beside the project in ../shared")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def frame(articles: dict[str, tuple[str, date | None]]) -> pl.DataFrame:
    listed = [(article_id, *each) for article_id, each in articles.items()]
    return pl.DataFrame(listed, schema={"article_id": pl.String, "text": pl.String, "published_on": pl.Date}, orient="row")


def told(articles: dict[str, tuple[str, date | None]]) -> dict[str, str]:
    return dict(stories(frame(articles)).select("article_id", "story_id").iter_rows())


def test_all_plagiarised_copies_share_a_story_and_no_random_pair_does():
    pairs = rows(SHARED / "near_dup" / "minhash_pairs.jsonl")
    story = told({pair[f"{side}_id"]: (pair[side], None) for pair in pairs for side in "ab"})
    shared = {label: [story[pair["a_id"]] == story[pair["b_id"]] for pair in pairs if pair["label"] == label] for label in (0, 1)}
    assert len(shared[1]) == 20
    assert all(shared[1])
    assert len(shared[0]) == 200
    assert not any(shared[0])


def test_bulletins_of_one_template_never_share_a_story_and_double_captures_do():
    pairs = rows(SHARED / "near_dup" / "milgovua_template_pairs.jsonl")
    story = told({pair[f"{side}_id"]: (pair[side], None) for pair in pairs for side in "ab"})
    shared = {label: [story[pair["a_id"]] == story[pair["b_id"]] for pair in pairs if pair["label"] == label] for label in (0, 1)}
    assert len(shared[0]) == 66
    assert not any(shared[0])
    assert len(shared[1]) == 3
    assert all(shared[1])


def test_each_loss_bulletin_is_a_story_of_its_own_and_a_version_of_the_one_before():
    real = rows(SHARED / "articles" / "real.jsonl")
    texts = {row["id"]: (row["text"], date.fromisoformat(row["published_on"][:10]) if row["published_on"] else None) for row in real}
    table = stories(frame(texts)).filter(pl.col("article_id").is_in([row["id"] for row in real if row["set"] == "milgovua"]))
    assert table.height == 33
    assert table["is_original"].all()
    assert table["version_of"].null_count() == 2  # the first, and the only one in Ukrainian


@pytest.fixture(scope="module")
def sample() -> tuple[dict[str, str], list[dict[str, str]]]:
    reference = load()
    pages = {}
    for path in sorted(SAMPLE.glob("*.html")):
        document = read_page(path.read_bytes(), today=date(2025, 1, 1), reference=reference)
        if document.articles:
            pages[path.name] = (document.articles[0].text, document.articles[0].published_on)
    with (LABELS / "pairs.csv").open(encoding="utf-8", newline="") as lines:
        pairs = [row for row in csv.DictReader(lines) if row["a"] in pages and row["b"] in pages]
    return told(pages), pairs


def same(sample, *kinds: str) -> list[bool]:
    story, pairs = sample
    found = [story[pair["a"]] == story[pair["b"]] for pair in pairs if pair["kind"] in kinds]
    assert found, f"pairs.csv has no pair of kind {', '.join(kinds)}"
    return found


def test_all_exact_syndicated_wrapped_and_cut_copies_of_the_sample_share_a_story(sample):
    assert all(same(sample, "exact", "syndicated", "wrapped", "cut"))


def test_most_spun_and_translated_copies_of_the_sample_share_a_story(sample):
    found = same(sample, "spun", "translated")
    assert sum(found) >= 0.7 * len(found)  # nine of twelve as measured; copies told wholly anew are where shingles end


def test_no_independent_report_update_or_template_sibling_of_the_sample_shares_a_story(sample):
    assert not any(same(sample, "independent", "update", "template", "unrelated"))


def test_a_thousand_articles_of_four_hundred_words_take_seconds():
    rng = random.Random(1)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    vocabulary = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(8000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    texts = [" ".join(rng.choices(vocabulary, weights, k=400)) for _ in range(900)]
    texts += [f"{texts[n]} {texts[-n][:300]}" for n in range(100)]
    started = time.process_time()  # the time of this process's own, on a busy machine too
    story = told({f"{n:04}": (text, date(2024, 1, 1)) for n, text in enumerate(texts)})
    assert time.process_time() - started < 15  # 2.5 s as measured
    assert [story[f"{900 + n:04}"] for n in range(100)] == [f"{n:04}" for n in range(100)]
    assert sum(story[a] == story[b] for a, b in combinations(sorted(story)[:900], 2)) == 0


def test_a_changed_number_makes_a_version_of_any_long_text():
    real = rows(SHARED / "articles" / "real.jsonl")
    rng = random.Random(1)
    articles, pairs = {}, []
    for row in real:
        numbers = [match for match in re.finditer(r"\b\d{2,}\b", row["text"]) if not re.fullmatch(r"[0-3]\d|(?:19|20)\d\d", match[0])]
        if len(row["text"].split()) < 40 or not numbers:
            continue
        number = rng.choice(numbers)
        articles[row["id"]] = (row["text"], date(2024, 1, 1))
        articles[f"{row['id']} changed"] = (
            f"{row['text'][: number.start()]}{int(number[0]) + 7}{row['text'][number.end() :]}",
            date(2024, 1, 2),
        )
        pairs.append((row["id"], f"{row['id']} changed"))
    assert len(pairs) > 60
    found = verified(pl.DataFrame(pairs, schema={"earlier_id": pl.String, "later_id": pl.String}, orient="row"), frame(articles))
    assert found["kind"].to_list() == ["version"] * len(pairs)
