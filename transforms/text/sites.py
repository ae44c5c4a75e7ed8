"""How a place stands in a sentence that no table names: "the village of X", "the X refugee camp", "near X"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick

_CAPITAL = r"(?:(?:al|el|ad|an|as|ar|ash|at|az|Al|El|Ad|An|As|Ar|Ash|At|Az)[- ])?[^\W\d_a-z]\w*(?:['’](?!s\b)\w+)*"
_SITES = (
    r"[Ll]ocal [Gg]overnment [Aa]rea|LGA|[Vv]illage|[Tt]own|[Cc]ity|[Tt]ownship|[Dd]istrict|[Pp]rovince|[Rr]egion|[Cc]ounty|[Mm]unicipality|[Cc]ommune"
    r"|[Dd]epartment|[Oo]blast|[Pp]refecture|[Pp]arish|[Ss]ub-?county|[Ss]ettlement|[Gg]overnorate|[Hh]amlet|[Ss]uburb|[Nn]eighbou?rhood|[Qq]uarter"
    r"|(?:(?:refugee|displacement|displaced|IDP|protest|transit|detention|military|training|army|prison|labou?r) )?[Cc]amp|(?:displacement|refugee|IDP) sites?"
    r"|refugee settlement|[Ii]slands?|[Hh]ospital|[Cc]linic|[Ss]chool|[Uu]niversity|[Cc]ollege|[Mm]osque|[Cc]hurch|[Cc]athedral|[Tt]emple|[Ss]hrine|[Ss]ynagogue"
    r"|[Mm]onastery|[Ss]quare|[Jj]unction|[Hh]ighway|[Rr]oad|[Mm]ine|[Ss]tation|[Mm]arket|[Hh]otel|[Pp]ark|[Mm]all|[Ss]tadium|[Tt]heat(?:re|er)|[Rr]iver|[Ss]trait"
    r"|[Ss]ea|[Dd]esert|[Ff]orest|[Mm]ountains?|[Pp]ort|[Cc]rossing|[Cc]heckpoint|(?:air ?|naval |military |army )?base|[Hh]all|[Bb]ridge|[Pp]rison|[Aa]irport"
    r"|[Vv]alley|[Bb]each|[Pp]eninsula|[Ll]ake|[Rr]efinery|[Dd]am|[Pp]ower [Pp]lant|[Kk]ibbutz|[Aa]rea"
)
_UNLISTED = re.compile(
    rf"\b(?:(?:villages?|towns?|cities|city|settlements?|hamlets?|suburb|neighbou?rhood|district|municipality|province|town(?:ship)?s?|church|mosque|port|island|commune"
    rf"|parish|camp|department|county|governorate|prefecture|locality|area|outskirts|kibbutz|moshav|enclave|community|quarter) of "
    rf"(?P<of>{_CAPITAL}(?:[- ](?:[^\W\d_a-z][\w'’]*|al|el|de|la|do|da|del)\b)*)"
    rf"|(?:[Ii]n|[Nn]ear|[Aa]t|[Oo]utside|[Oo]f|[Oo]ff|[Oo]n|[Tt]o|[Ii]nto|[Ff]rom|[Aa]round|[Aa]cross|[Hh]it|[Ss]truck|[Aa]ttacked|[Ss]helled|[Bb]ombed"
    rf"|[Ss]tormed|[Rr]aided|[Oo]ver)\s(?:the\s)?(?:(?:nearby|northern|southern|eastern|western|remote|crowded|central|main|sprawling|besieged)\s)?"
    rf"(?P<kind>{_CAPITAL}(?:[- ](?:[^\W\d_a-z]\w*(?:['’](?!s\b)\w+)*|al|el|de|la|do|da|del)\b)*\s(?:{_SITES}))\b"
    r"(?!\s(?:port\s)?(?:town|city|village|cities|towns|villages)\s(?:of|and)\b)"
    r"(?!(?:(?<=[Tt]own)|(?<=[Cc]ity)|(?<=[Vv]illage))\sof\s))"
)
_STEMS = (  # how the words for a site begin: without one the pattern, which is tried at every word, finds nothing
    "local government|lga|village|town|cit|district|province|region|county|municipality|commun|department|oblast|prefecture|parish|sub-count|subcount"
    "|settlement|governorate|hamlet|suburb|neighbo|quarter|camp|site|refugee|idp|displace|protest|transit|detention|military|training|army|prison|labo"
    "|island|hospital|clinic|school|university|college|mosque|church|cathedral|temple|shrine|synagogue|monastery|square|junction|highway|road|mine"
    "|station|market|hotel|park|mall|stadium|theat|river|strait|sea|desert|forest|mountain|port|crossing|checkpoint|air base|airbase|naval|base|hall"
    "|bridge|airport|valley|beach|peninsula|lake|refinery|dam|power|kibbutz|area|locality|outskirts|moshav|enclave"
)
_STEM = AhoCorasick([f" {stem}" for stem in _STEMS.split("|")])
_BEFORE = str.maketrans(dict.fromkeys("([{\"'“”„«‘’-–—/,;:.…\n\t\u00a0", " "))  # what a word may stand behind
_OTHER_SPACE = re.compile(r"[^\S ]")


def unlisted(text: str) -> Iterable[re.Match[str]]:
    """The places told by what they are, in order: groups `of` ("the village of X") and `kind` ("the X refugee camp")."""
    if not _STEM.find_matches_as_indexes(f" {text.lower()}".translate(_BEFORE)) and _OTHER_SPACE.search(text) is None:
        return ()
    return _UNLISTED.finditer(text)


PLAIN = re.compile(
    r"\b(?:[Ii]n|[Nn]ear|[Oo]utside|[Aa]round|[Aa]t"
    r"|(?:strikes?|airstrikes?|attacks?|raids?|shelling|bombing|assaults?|fell|landed|rained) on|(?:km|kms|kilomet(?:er|re)s?|miles?)\s(?:[\w-]+\s)?(?:from|of)"
    r"|(?:vicinity|outskirts|north|south|east|west) of)\s(?:(?:nearby|northern|southern|eastern|western|central|rural)\s)?"
    r"((?:(?:al|el|ad|an|as|ar|ash|at|az|A|U)[- ])?[^\W\d_a-z][^\W\d_A-Z]{2,}(?:[- ](?:(?:al|el|de|la|do|da|del|es|e|sur|am)[- ])?[^\W\d_a-z][^\W\d_A-Z]+){0,2})"
    r"(?=\s(?:on|and|where|after|during|due|when|while|as|by|killing|killed|has|have|had|was|were|is|are|overnight|early|late|last|this|that|which|who|in|at|over"
    r"|since|before|from|to|left|wounding|injuring|leaving|rose|fell|[a-z]{3,}ed|, )\b|[,.;:)]|$)"
)
NO_PLACES = frozenset(
    (
        *(
            "World",
            "Operation",
            "Parliament",
            "Congress",
            "Twitter",
            "Telegram",
            "Facebook",
            "Arabic",
            "Islam",
            "Ramadan",
            "Christmas",
            "Easter",
        ),
        *("Eid", "English", "Least", "Ministry", "Office", "The", "This", "That", "These", "His", "Her", "Its"),
        *("Their", "Phase", "Chapter", "Article", "Resolution", "Security", "Human", "Allah", "God", "Christ", "Jesus", "Heaven"),
        *("Islamic", "Christian", "Muslim", "Covid", "Google", "Instagram", "YouTube", "WhatsApp", "Spring", "Summer", "Autumn", "Winter"),
        *("Day", "Table", "Figure", "Annex", "Part", "Section", "State", "Army", "Prime", "Supreme", "High", "Team"),
        *("Group", "Order"),
    )
)
SPOT = re.compile(  # within a town: told by the town, where the text tells that
    r"\b(?:hospital|clinic|school|university|college|mosque|church|cathedral|temple|shrine|synagogue|monastery|square|junction|highway|road|station|market"
    r"|hotel|park|mall|stadium|theat(?:re|er)|hall|bridge|prison|airport|quarter|neighbou?rhood|suburb)$",
    re.I,
)
FORCES = re.compile(  # behind the name of a people: its army and weapons, which may be abroad
    r"\s(?:air\s?|army\s|military\s|ground\s)?(?:forces?|army|military|troops|soldiers|raids?|(?:air\s?)?strikes?|jets|warplanes|aircraft|planes|drones?|missiles?"
    r"|rockets?|shelling|bombing|bombardment|artillery|fire|attacks?|offensive|invasion|occupation|assault|air\s?force|navy|tanks?|gunboats|helicopters?)\b"
)
