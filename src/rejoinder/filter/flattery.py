"""The praise that robots leave on blogs: sentences that are sold with the robots, and have been for fifteen years.

They praise any page, ask how the blog is made, or want an address to write to, and are varied word by word and spoilt
letter by letter against filters; doubled letters are therefore read as one. Each phrase of the tables is part of such
a sentence, after the pieces of words that have to be there before it is looked for. A phrase of `_ODD` is rare among
people, one of `_POLITE` is not, and whole sentences stand in `stock.py`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from string import ascii_lowercase

from rejoinder.filter.evidence import Evidence
from rejoinder.filter.stock import STOCK

__all__ = ["flattered", "flattery_link", "flattery_word"]

_TWICE = re.compile(r"(?<!\\)([a-z])\1")  # but in a pattern not the letter of a class
_GOOD = (
    r"(?:great|god|nice|fantastic|wonderful|excelent|awesome|amazing|magnificent|superb|briliant|remarkable|terific|"
    r"fastidious|pleasant)"
)
_ODD = (
    ("piece webpage weblog paragraph", r"this (?:piece of writing|paragraph|weblog|web page|webpage)\b|\bgod piece of"),
    ("blog", r"(?:which|what) (?:blog|bloging|weblog)\w* (?:platform|program|software|system)"),
    (
        "theme template host platform",
        r"what (?:theme|template|web host|host|blog platform) are you us|web host are you",
    ),
    ("way", r"by way of (?:gogle|google|yaho|bing|msn)"),
    ("gogle google yaho bing", r"(?:gogle|google|yaho|bing) (?:while|whilst) (?:search|look|lok)"),
    ("compat", r"browser compat\w+"),
    ("explorer firefox opera safari", r"(?:explorer|firefox|opera|safari).{0,40}(?:lok|displ|layout|isue|fine)"),
    ("load", r"loads? (?:up )?(?:very|realy|so|quite|incredibly|extremely) (?:fast|quick)|loading (?:speed|veloc)"),
    ("afiliate hosting", r"your (?:afiliate|hosting) link|hosting link on your host"),
    ("rs fed", r"your rs\b|rs fed(?<!\wrs fed)|grab your fed|subscribe to your fed|sign up for your fed"),
    (
        "gather geting get",
        r"(?:sure|positive) where you(?:'re| are)? (?:geting|gathering|taking|get) (?:your|this|the)",
    ),
    ("learn", r"spend (?:some|more|a while).{0,16}(?:learning|studying|finding)|\blearning (?:much )?more or"),
    ("contac", r"does+ your (?:blog|site|web ?site|page) have a contac|where are your contac"),
    ("mail", r"shot you an? e-?mail|like to (?:send|shot|drop) you an? e"),
    ("heart", r"(?:topi?c|subject|theme).{0,8}(?:close|near) t?to m?my heart|close t?o m?my heart"),
    (
        "along individuals persons folks people",
        r"wil go along|individuals wil (?:agre|consent|go)|people wil (?:agre|consent|go)|persons wil (?:agre|go)|folks wil go",
    ),
    ("ndividuals", r"most individuals|individuals wil"),
    ("points", r"(?:made|make) some (?:realy )?(?:god|decent|nice|fine) points? there"),
    (
        "web net",
        r"(?:loked|checked|lok).{0,8} on the (?:web|web+|net|internet) (?:to|for).{0,20}(?:more|lean|learn|info|aditional)",
    ),
    ("coder programmer programer developer", r"(?:coder|programm?er|developer) is (?:trying|tryiong|tring)"),
    ("own blog", r"start (?:up )?my own (?:blog|web ?site|site) (?:in|so|and|son)|to start my own blog"),
    ("uspicious another other", r"thank\w* (?:you )?for (?:the auspicious|any other|some other|every other|another) "),
    ("fastid", r"fastidious"),
    (
        "visit",
        r"(?:pay a|paying a|pays? a) (?:quick )?visit|visits? (?:each|every) day (?:some|a few)|quick visit this",
    ),
    ("also place web", r"me also co|also coment(?:ing)? (?:here|at this)|at this (?:place|web ?page|webpage|weblog)"),
    ("wrote", r"wrote the (?:bok|book|ebook) in it|like you wrote the"),
    ("techniques links", r"(?:exchange|trade) (?:links|techniques|solutions|strategies|methods)|link exchange"),
    ("customi paid", r"paid (?:theme|subject)|did you customi[sz]e it|modify it your"),
    ("hurry loku", r"hurry up the|to find god quality (?:writing|content)"),
    (
        "spam",
        r"spam (?:coments|remarks|responses|fedback|isue|problem)\w*.{0,40}(?:plugin|advi[sc]e|sugest|protect|help)",
    ),
    ("four same", r"get (?:four|thre|several|4|3) e-?mails (?:with|from) the|emails with the same (?:coment|exact)"),
    ("wuick quick", r"quick question|if you do ?n[o']?t mind.{0,12}(?:to know|ask|curious)"),
    (
        "howd",
        r"^\W{0,4}howdy? |^\W{0,4}(?:hi|helo|hey) there,? (?:just|i found|i |this)|^\W{0,4}(?:ahaa?|wow|heya)[,!]? (?:its|it's|this|that|i'?m)",
    ),
    ("twit faceb", r"twiter (?:group|folowers|updates)|(?:my|our) (?:facebok|twiter|zynga|myspace) (?:group|folowers)"),
    (
        "layout",
        r"(?:write|writing) (?:skils|talents)|layout (?:on|for|of) your (?:blog|web ?log|site)|with your writing",
    ),
    (
        "found i found",
        r"i found your (?:blog|site|web ?site) (?:by|via|through|on|using) (?:means|way|gogle|google|bing|yaho|msn|aol)",
    ),
    ("ideas", r"(?:have|got) some (?:ideas|recomend\w*|sugestions|creative) (?:ideas )?for your (?:blog|site)"),
    ("mind", r"(?:you|yoou|u) mind (?:sharing|stating|if i|leting)|mind sharing which"),
)
_POLITE = (
    ("bok", r"bok-? ?mark(?:ed)? (?:it|your|this|you|the)|bok-? ?marked|to my (?:favorites|bokmarks)"),
    (
        "found acros",
        r"(?:came acros|found|stumbled (?:upon|onto|acros)|discovered) (?:your|this) (?:blog|web ?site|site|weblog|page)",
    ),
    ("kep", r"kep (?:up|it up) (?:the |your )?(?:god|great|excelent|fantastic|superb|nice|writing|wonderful)"),
    (
        "shar",
        r"(?:apreciate|thank\w*|thanx|thx) (?:you )?(?:for )?(?:sharing|providing|publishing) (?:this|your|such|with us)",
    ),
    ("info", rf"{_GOOD} (?:info|information|topi?c)\b|\bfantastic informati"),
    (
        "blog site writing",
        r"(?:like|love|enjoy\w*) (?:your|the) (?:writing style|blog|site|web ?site)",
    ),
    ("back return", r"wil (?:certainly |definitely |probably )?(?:be back|come back|return|revisit)"),
    (
        "nformative helpful",
        r"(?:blog|site|web ?site|articles?|posts?) (?:is|are|was) (?:so |very |realy )?(?:informative|helpful)",
    ),
    ("aw my", r"(?:my|felow) (?:brother|cousin|roommate|friend|co-?worker)s? (?:sugested|recomended)"),
    ("god nice great", rf"^\W{{0,4}}{_GOOD} (?:post|article|blog|web ?site|site|share|work|write)\b"),
)


def _single(text: str) -> str:
    """A pattern with doubled letters read as one."""
    return _TWICE.sub(r"\1", text)


_DOUBLED = [(letter * 2, letter) for letter in ascii_lowercase]


def _read_single(text: str) -> str:
    """A folded text with doubled letters read as one; in a third of the time of the pattern."""
    for twice, once in _DOUBLED:
        if twice in text:
            text = text.replace(twice, once)
    return text


def _pieces(needles: str) -> list[str]:
    """The pieces of words of which one has to be there."""
    return [_single(piece) for piece in needles.split()]


_ROWS = (*STOCK, *_ODD, *_POLITE)
_PIECES = [(piece, number) for number, (needles, _) in enumerate(_ROWS) for piece in _pieces(needles)]
_PHRASES = [re.compile(_single(phrase)) for _, phrase in _ROWS]
_STRANGE_ONES = len(STOCK) + len(_ODD)  # the phrases before this one
STRANGE = 2
LONG = 600
_LONGEST = 1_000  # robots are brief, and long texts take long


@lru_cache(maxsize=16_384)
def _likely(word: str) -> tuple[int, ...]:
    """The phrases that a word makes worth looking for. Most words were met before: an eighth of the time for a text."""
    single = _read_single(word)
    return tuple([number for piece, number in _PIECES if piece in single])


@lru_cache(maxsize=1)  # three signals ask for the same text
def _points_of(plain: str) -> int:
    if len(plain) > _LONGEST:
        return 0
    likely = set(chain.from_iterable(map(_likely, set(plain.split()))))
    if not likely:
        return 0
    text = _read_single(plain)
    found = [number for number in likely if _PHRASES[number].search(text)]
    stock, strange = (sum(number < end for number in found) for end in (len(STOCK), _STRANGE_ONES))
    polite = len(found) - strange
    return STRANGE * strange + stock + polite if strange else min(polite, 1)


def _points(evidence: Evidence) -> int:
    """Three for each sentence of the stock, two for an odd phrase, one for a polite one; none odd: one at most."""
    return _points_of(evidence.plain)


def flattered(evidence: Evidence) -> bool:
    """Three points or more; in a long text five."""
    return _points(evidence) >= (5 if len(evidence.plain) > LONG else 3)


def flattery_word(evidence: Evidence) -> bool:
    """An odd phrase."""
    return _points(evidence) >= STRANGE


def flattery_link(evidence: Evidence) -> bool:
    """Any of the phrases, and a link."""
    return bool(evidence.link_count) and _points(evidence) > 0
