"""From bytes to characters. A byte that cannot be read becomes U+FFFD where it stands; it never changes how the others are read."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

UNREADABLE = 0.01  # of the characters: beyond this share of U+FFFD the encoding is wrong, and the next one is tried
DAMAGED = 10  # bytes beyond ASCII to each that is no UTF-8 from which a text is UTF-8 with damage
META_WINDOW = 4096  # bytes searched for a declared encoding; HTML allows 1,024, real pages declare later
GUESS_WINDOW = 64_000  # bytes that the guess looks at: it costs 0.1 s on these, minutes on a large file

_ASCII = bytes(range(128))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)
# What pages mean when they name these (WHATWG Encoding Standard, section 4.2).
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding by which it was read, how many U+FFFD stand for bytes that could not be read, and what told the encoding: one of
    schema.documents.ENCODING_SOURCES."""

    text: str
    encoding: str
    replacements: int
    source: str

    @property
    def unreadable(self) -> bool:
        """Whether so much is lost that the words cannot be trusted."""
        return self.replacements > max(1, UNREADABLE * len(self.text))


def decode(data: bytes, *, charset: str | None = None, declared: bool = False) -> Decoded:
    """The characters of `data` by byte order mark, `charset` (the server's word), the page's own word where `declared`, UTF-8, a guess.

    Bytes beyond ASCII that are valid UTF-8, or are but for a few, are UTF-8 whatever is declared: legacy text hardly ever is.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding, "bom")
    if wide := _wide(data):
        return _read(data, wide, "guess")
    named = [(charset, "http")] if charset else []
    if declared and (found := _DECLARED.search(data[:META_WINDOW])):
        named.append(((found[1] or found[2]).decode("ascii"), "meta"))
    known = [(codec, source) for name, source in named if (codec := _known(name))]
    utf8 = _read(data, "utf-8", next((source for codec, source in known if codec == "utf-8"), "utf-8"))
    # A few bad bytes among many good multi-byte characters are UTF-8 with damage, whatever is declared: any other reading would turn the
    # whole page into mojibake.
    beyond = len(data.translate(None, _ASCII))
    if beyond and utf8.replacements * DAMAGED <= beyond and not utf8.unreadable:
        return utf8
    for name, source in known:
        if not (read := _read(data, name, source)).unreadable:
            return read
    if not beyond:
        return utf8
    guesses = [guess.encoding for guess in from_bytes(data[:GUESS_WINDOW])] or ["cp1252"]
    # Among the Latin encodings that fit, the web's own default is likelier than what few letters tell (WHATWG Encoding Standard, 8.1).
    latin = guesses[0].startswith("iso8859") or guesses[0] in ("cp1250", "cp1257")
    legacy = _read(data, "cp1252" if latin and "cp1252" in guesses else guesses[0], "guess")
    return utf8 if legacy.unreadable else legacy


def _read(data: bytes, encoding: str, source: str) -> Decoded:
    text = data.decode(encoding, "replace")
    written = data.count("\N{REPLACEMENT CHARACTER}".encode()) if encoding == "utf-8" else 0
    return Decoded(text, encoding, text.count("\N{REPLACEMENT CHARACTER}") - written, source)


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name.strip().lower())
    except (LookupError, ValueError):
        return None
    # A codec such as rot13 or base64 is no encoding of text, and a page that can be read to say "utf-16" in ASCII is not UTF-16.
    if not found._is_text_encoding or found.name.startswith(("utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode", "raw-unicode")):
        return None
    return _MEANT.get(found.name, found.name)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every other byte is NUL, and always on the same side."""
    head = data[:2000]
    if len(head) < 8 or len(data) % 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.35 and even < len(head) * 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.35 and odd < len(head) * 0.02 else None


def named_charset(content_type: str | None) -> str | None:
    """The encoding that a Content-Type field names."""
    for part in (content_type or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")[:40] or None
    return None
