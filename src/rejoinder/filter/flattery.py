"""The praise that robots leave on blogs: sentences that are sold with the robots, and have been for fifteen years.

They praise any page, ask how the blog is made, or want an address to write to, and are varied word by word and spoilt
letter by letter against filters; doubled letters are therefore read as one. Each phrase of the table is part of such a
sentence. One may come from anybody; two never did in the blogs that were looked at.
"""

from __future__ import annotations

import re

from rejoinder.filter.evidence import Evidence

__all__ = ["flattered_twice", "flattery_link", "flattery_word"]

_TWICE = re.compile(r"([a-z])\1")
_PAGE = r"(?:we?blog|web ?site|site|web ?page|page|post|article|topic|subject|theme|blog post)"
_PIECE = r"(?:piece of writing|paragraph|article|post|blog|write-?up|information|posting|content)"
_GOOD = r"(?:great|god|nice|fantastic|wonderful|excelent|awesome|amazing|magnificent|superb|briliant|remarkable|terific|fastidious|pleasant)"
_PHRASES = (
    rf"this (?:piece of writing|paragraph|weblog|web page|webpage)|{_GOOD} (?:piece of writing|paragraph|weblog|web site)",
    r"(?:which|what) (?:blog|bloging|weblog)\w* (?:platform|program|software|system)|what (?:theme|template|web host|host) are you using",
    r"(?:i|i have|i've|ive|have) (?:just )?(?:book-? ?marked|saved? as a favorite|bookmark)|(?:book-? ?mark|ad(?:ed)?) (?:your|this|it|you) (?:blog|site|web|page|to my|in my)",
    r"(?:came acros|found|stumbled (?:upon|onto|acros)|discovered|found out) (?:your|this) (?:blog|web ?site|site|weblog|web page|page)",
    r"by way of (?:go+gle|yaho|bing|msn)|(?:on|in|via|through) (?:go+gle|yaho|bing|aol) (?:while|whilst|for|and found)|search(?:ing|ed) (?:on )?(?:go+gle|bing) for",
    r"browser compat\w+|(?:in|with) (?:internet explorer|firefox|chrome|safari|opera).{0,30}(?:loks|disply|layout|problem)|it loks god but when opening",
    r"(?:loads?|loading) (?:up )?(?:very|realy|so|quite|incredibly|extremely) (?:fast|quick|slow)\w*|web host are you|your (?:afiliate|hosting) link",
    r"(?:grab|subscribe to|get|find) your (?:rs|fed|e-?mail|newsleter)|your rs (?:fed)?|rs fed|email subscription (?:link|hyperlink)|sign up for your",
    r"kep (?:up|it up) (?:the |your )?(?:god|great|excelent|fantastic|superb|nice|writing|wonderful|posting|sharing)|kep (?:posting|writing|sharing)",
    r"(?:apreciate|thank\w*|thanx|thx) (?:you )?(?:for|to)?.{0,12}(?:sharing|providing|publishing|posting) (?:this|your|such|with us|these|information)",
    r"(?:i am|im|i'm) not (?:sure|positive) (?:where|the place) you(?:'re| are| r)? (?:geting|gathering|taking|find\w*)|where you (?:are )?get\w* your info",
    r"(?:ned|neds|must|have|going|gota|want\w*) to (?:spend|take) (?:a )?(?:some|more|few)? ?(?:time|while|moments) (?:learning|studying|finding out|understanding|reading|lokup)",
    r"(?:your|this) (?:blog|site|web ?site|page) (?:have|posses\w*|includes?) (?:a )?contact|(?:shot|send|drop) you an? e-?mail|your contact (?:details|info\w*|page)",
    r"(?:a )?(?:topic|subject|toppic|theme) (?:that|which|that's|that is) (?:is )?(?:close|near|nearer) to my|is (?:close|near) to my heart",
    r"you(?:'ve| have)? (?:made|make|have|raised|posted|provided) (?:some |several |a few |many )?(?:realy |very )?(?:god|decent|excelent|valid|fantastic|nice|fine) (?:points?|quality)",
    r"(?:most|nearly al|a lot of) (?:people|individuals|persons|folks) (?:wil|would|can|could|might) (?:agre|consent|go along)",
    r"(?:loked|checked|searched|look\w* up|loking) (?:up )?(?:on|for|over) (?:the )?(?:web|internet|net|online).{0,30}(?:learn|find out|more|isue|aditional)",
    r"(?:i|we) (?:realy |just |simply |truly |absolutely )?(?:like|love|loved|liked|enjoy\w*) (?:your|the) (?:writing style|blog|site|web ?site|helpful|valuable|articles)",
    r"(?:coder|programmer|developer|web developer) is trying to|trying to (?:convince|persuade) me to (?:move|switch|change)",
    r"(?:do you|would you|wil you|any) (?:have|hapen|mind|got|chance).{0,20}(?:tips|hints|sugestions|recomendations|plugins|spam (?:problem|isue|coment)s?)",
    r"(?:spam (?:coments|remarks|responses|fedback))|(?:notify me|notified) (?:when|whenever) new coments|same coment|four e-?mails",
    r"start(?:ing)? (?:up )?(?:my|a|your) own (?:blog|web ?site|site|weblog)|(?:writing|create|creating|seting up) my own (?:blog|site)",
    r"(?:wil|to) (?:certainly |definitely |probably |surely )?(?:be back|come back|return|revisit|comeback|visit again) (?:to|again|for|your|soon|frequently|later)",
    r"(?:your|the) (?:blog|site|web ?site|articles?|posts?) (?:is|are|was|were) (?:so |very |realy |truly )?(?:informative|helpful|remarkable|briliant|fastidious|pleasant|interesting to read)",
    r"(?:thank\w*|thanks) for (?:fantastic|excelent|great|wonderful|the auspicious|any other|another|some other|every other|a|ones) (?:information|write|article|post|magnificent|informative|fantastic|excelent|great|marvelous)",
    r"(?:it|this|its|it's) (?:is|'s)?.{0,8}(?:actualy|realy|truly|genuinely|in fact) (?:a )?(?:nice|great|cool|amazing|awesome|god|fastidious|remarkable) (?:and|in suport|for|piece|paragraph|article)",
    r"(?:i|we) (?:visit|visited|read|go to|pay a visit) (?:day-to-day|daily|everyday|each day|every day|al the time|some|a few|multiple|many|various|several) (?:blogs?|sites?|web|websites?)",
    r"(?:have|has) (?:read|lots?|plenty|a lot).{0,20}(?:al that|al of it|el|of exclusive content)|at this (?:web ?page|weblog|web site|webpage|place|blog)|coment(?:ing)? (?:here|at this) (?:also|too|as wel)|me also coment",
    r"(?:wrote|writen|write) the (?:bok|ebook|e-?book) (?:on|in) it|(?:felow|my) (?:blogers|co-?workers|brother|roommate|cousin|father).{0,20}(?:sugested|recomended|web ?site|blog)",
    r"(?:exchange|trade) (?:links|techniques|solutions|strategies|methods|coments)|guest (?:post|writ|author|artic)\w*|(?:link|blogrol) exchange",
    r"(?:increase|hike|beter|boost)\w* (?:my|their|your) (?:experience|know-?how|familiarity|knowledge|search)|twiter (?:group|folowers|updates)|facebook (?:group|page) and",
    r"(?:write|writing|content) (?:skils|talents|taste)|layout (?:on|for|of|to) your (?:blog|web ?log|site)|(?:customize|paid (?:theme|subject)|modify) it (?:yourself|your self)",
    r"(?:hurry|keep|maintain|stick) up (?:the|this|in)|pays? (?:a )?visit (?:this|here)|(?:i )?am (?:browsing|reading|visiting) this (?:web ?site|blog|web ?page|fantastic|great|impresive)",
    r"(?:does|do|doess) (?:runing|operating|building|managing) (?:a|your|such).{0,20}(?:blog|site)|(?:large|great|big) (?:amount|deal) of work|(?:programing|coding|html) (?:skils|knowledge|expertise)",
)
_SENTENCES = [re.compile(phrase) for phrase in _PHRASES]
_ANY_SENTENCE = re.compile("|".join(f"(?:{phrase})" for phrase in _PHRASES))
_LONGEST = 1_500  # characters looked at; robots are brief


def _phrases(evidence: Evidence) -> int:
    """How many of the phrases stand in the text, up to two, or three in longer ones."""
    plain = _TWICE.sub(r"\1", _TWICE.sub(r"\1", evidence.plain[:_LONGEST]))
    if _ANY_SENTENCE.search(plain) is None:
        return 0
    return sum(sentence.search(plain) is not None for sentence in _SENTENCES)


def flattered_twice(evidence: Evidence) -> bool:
    """Two of the phrases in a short text, more in a longer one."""
    return _phrases(evidence) >= 2 + (len(evidence.plain) > 500)


def flattery_word(evidence: Evidence) -> bool:
    """One of the phrases."""
    return _phrases(evidence) >= 1


def flattery_link(evidence: Evidence) -> bool:
    """One of the phrases, and a link."""
    return bool(evidence.link_count) and _phrases(evidence) >= 1
