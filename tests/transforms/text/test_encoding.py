from __future__ import annotations

import pytest

from transforms.text.encoding import decode

WORDS = {
    "cp1251": "Внаслідок обстрілу загинули дванадцять людей, повідомила обласна влада у середу ввечері. ",
    "koi8-r": "В результате обстрела погибли двенадцать человек, сообщили власти области в среду вечером. ",
    "cp1252": "Douze personnes ont été tuées à la frontière, a déclaré le préfet de la région mercredi soir. ",
    "iso8859-2": "Dwanaście osób zginęło w ostrzale, poinformowały władze obwodu w środę późnym wieczorem. ",
    "cp1254": "Saldırıda on iki kişi öldü, kırk kişi yaralandı, dedi bölge valisi çarşamba günü akşam üzeri. ",
    "cp1253": "Δώδεκα άνθρωποι σκοτώθηκαν από τους βομβαρδισμούς, ανακοίνωσε ο περιφερειάρχης την Τετάρτη. ",
    "cp1255": "שנים עשר בני אדם נהרגו בהפגזה ועוד ארבעים נפצעו, כך מסר מושל המחוז ביום רביעי בערב. ",
    "cp1256": "قتل اثنا عشر شخصا وأصيب أربعون آخرون في القصف، بحسب ما قال محافظ الإقليم مساء الأربعاء. ",
    "gb18030": "州长周三晚间表示，炮击造成十二人死亡，四十人受伤，救援人员仍在市场废墟中搜寻。",
    "big5": "州長週三晚間表示，砲擊造成十二人死亡，四十人受傷，救援人員仍在市場廢墟中搜尋。",
    "shift_jis": "砲撃により十二人が死亡し、四十人が負傷したと州知事が水曜日の夜に発表した。",
    "euc_kr": "포격으로 열두 명이 숨지고 마흔 명이 다쳤다고 주지사가 수요일 밤에 밝혔다. ",
    "utf-8": "Дванадцять людей загинули — “обстріл” ринку, повідомила влада. ",
}


@pytest.mark.parametrize("encoding", WORDS)
def test_a_declared_encoding_is_read(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body>{WORDS[encoding] * 3}</body></html>'
    decoded = decode(page.encode(encoding), declared=True)
    assert (decoded.text, decoded.replacements) == (page, 0)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_marked_and_wide_text(encoding: str) -> None:
    text = "At least 12 people were killed in Harrow – the governor said."
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["cp1251", "cp1252", "shift_jis", "utf-8"])
def test_an_undeclared_encoding_is_guessed(encoding: str) -> None:
    assert decode((WORDS[encoding] * 20).encode(encoding)).text == WORDS[encoding] * 20


def test_valid_utf8_is_utf8_whatever_server_and_page_say() -> None:
    page = '<meta charset="windows-1251">' + WORDS["utf-8"]
    assert decode(page.encode(), charset="iso-8859-1", declared=True).text == page


def test_the_server_comes_before_the_page() -> None:
    page = '<meta charset="cp1252">' + WORDS["cp1251"]
    decoded = decode(page.encode("cp1251"), charset="windows-1251", declared=True)
    assert (decoded.text, decoded.encoding) == (page, "cp1251")


def test_a_declaration_that_cannot_be_is_passed_over() -> None:
    page = '<meta charset="utf-8">' + WORDS["cp1252"] * 20
    assert decode(page.encode("cp1252"), declared=True).text == page
    assert decode(b'<meta charset="base64">aGVsbG8=', declared=True).text == '<meta charset="base64">aGVsbG8='
    assert decode(b'<meta charset="utf-16">plain', declared=True).text == '<meta charset="utf-16">plain'
    assert decode(b"plain", charset="no-such-thing").text == "plain"


def test_what_told_the_encoding_is_kept() -> None:
    latin, greek = WORDS["cp1252"] * 20, WORDS["cp1253"] * 20
    assert decode(latin.encode("utf-8-sig")).source == "bom"
    assert decode(b"plain", charset="utf-8").source == "http"
    assert decode(greek.encode("cp1253"), charset="windows-1253").source == "http"
    assert decode(b'<meta charset="windows-1253">' + greek.encode("cp1253"), charset="no-such-thing", declared=True).source == "meta"
    assert decode(latin.encode(), charset="windows-1253").source == "utf-8"
    assert decode(latin.encode("cp1252")).source == "guess"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1251", "utf-8", None])
def test_a_bad_byte_does_not_hand_a_page_to_the_encoding_that_the_server_names(charset: str | None) -> None:
    data = (WORDS["utf-8"] * 5).encode() + b"\xe9 12"
    decoded = decode(data, charset=charset)
    assert (decoded.text, decoded.replacements) == (WORDS["utf-8"] * 5 + "\ufffd 12", 1)


@pytest.mark.parametrize("declared", [True, False])
def test_one_bad_byte_is_one_replacement(declared: bool) -> None:
    page = '<meta charset="utf-8">' if declared else ""
    data = (page + WORDS["utf-8"] * 5).encode() + b"\xe9 12"
    decoded = decode(data, declared=True)
    assert (decoded.text, decoded.replacements, decoded.unreadable) == (page + WORDS["utf-8"] * 5 + "\ufffd 12", 1, False)


def test_a_replacement_character_that_was_written_is_not_counted() -> None:
    assert decode("4\ufffd2 dead — said".encode()).replacements == 0
