"""Bodies of `comment-check` as the WordPress plugin sends them: sixty fields, and a text that nobody sent before.

92 in 100 are spam. Texts have a median of 300 characters; one in five has letters outside ASCII. They are made from the
demonstration's own words (nobody wrote them to anybody), cut into sentences and mixed, with names, numbers, hosts and
some rare words of their own, so that no two are alike: a server that remembered texts would gain nothing by it.
"""

from __future__ import annotations

import random
import re
from urllib.parse import urlencode

from rejoinder.demo.earlier_words import EARLIER
from rejoinder.demo.spam_words import SPAM
from rejoinder.demo.words import COMMENTS

__all__ = ["Bodies", "SPAM_SHARE"]

SPAM_SHARE = 0.92

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*\s*")
_NAMES = ("Ada", "Bela", "Cem", "Dora", "Emil", "Farid", "Greta", "Hana", "Ivo", "Jana", "Kofi", "Lena", "Mina", "Nils")
_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "ke",
    "li",
    "mo",
    "nu",
    "pa",
    "re",
    "si",
    "to",
    "vu",
    "wa",
    "xe",
    "zi",
)
# Headers that the plugin passes on from the visitor's request, as a PHP server knows them.
_SERVER = {
    "HTTP_HOST": "paper.example",
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
    "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.5",
    "HTTP_CONNECTION": "keep-alive",
    "HTTP_UPGRADE_INSECURE_REQUESTS": "1",
    "HTTP_SEC_FETCH_DEST": "document",
    "HTTP_SEC_FETCH_MODE": "navigate",
    "HTTP_SEC_FETCH_SITE": "same-origin",
    "HTTP_SEC_FETCH_USER": "?1",
    "HTTP_ORIGIN": "https://paper.example",
    "HTTP_CONTENT_TYPE": "application/x-www-form-urlencoded",
    "HTTP_CACHE_CONTROL": "max-age=0",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "SERVER_SIGNATURE": "",
    "SERVER_SOFTWARE": "Apache/2.4.62 (Debian)",
    "SERVER_NAME": "paper.example",
    "SERVER_ADDR": "192.0.2.80",
    "SERVER_PORT": "443",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "DOCUMENT_ROOT": "/var/www/html",
    "REQUEST_SCHEME": "https",
    "CONTEXT_PREFIX": "",
    "CONTEXT_DOCUMENT_ROOT": "/var/www/html",
    "SERVER_ADMIN": "webmaster@paper.example",
    "SCRIPT_FILENAME": "/var/www/html/wp-comments-post.php",
    "GATEWAY_INTERFACE": "CGI/1.1",
    "REQUEST_METHOD": "POST",
    "QUERY_STRING": "",
    "REQUEST_URI": "/wp-comments-post.php",
    "SCRIPT_NAME": "/wp-comments-post.php",
    "PHP_SELF": "/wp-comments-post.php",
    "HTTPS": "on",
}
_BROWSERS = tuple(
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    for system in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64")
    for version in range(110, 142)
)


def _sentences(texts: list[str]) -> list[str]:
    return [found.strip() for text in texts for found in _SENTENCE.findall(text) if len(found.strip()) > 12]


class Bodies:
    """Makes bodies and what goes with them; the same `seed` gives the same ones."""

    def __init__(self, key: str, seed: int = 20261127) -> None:
        self._key = key
        self._dice = random.Random(seed)
        spam = [row.text for row in SPAM] + [row.text for row in EARLIER if row.label == "spam"]
        ham = [row.text for row in COMMENTS] + [row.text for row in EARLIER if row.label == "ham"]
        self._pools = {True: self._sorted(_sentences(spam)), False: self._sorted(_sentences(ham))}

    @staticmethod
    def _sorted(sentences: list[str]) -> dict[bool, list[str]]:
        ascii_only = [one for one in sentences if one.isascii()]
        return {True: ascii_only, False: [one for one in sentences if not one.isascii()] or ascii_only}

    def next(self) -> tuple[bytes, bool]:
        """A body, and whether it is spam."""
        is_spam = self._dice.random() < SPAM_SHARE
        return urlencode(self.fields(is_spam=is_spam)).encode(), is_spam

    def fields(self, *, is_spam: bool) -> dict[str, str]:
        """The sixty fields of a comment."""
        dice = self._dice
        number = dice.randrange(10**9)
        host = f"{self._word()}-{self._word()}.example"
        page = f"https://paper.example/2026/{number % 300}/{'-'.join(self._word() for _ in range(4))}/"
        name = dice.choice(_NAMES) if not is_spam or dice.random() < 0.5 else f"{self._word()} {self._word()}"
        browser = dice.choice(_BROWSERS)
        fields = {
            "blog": "https://paper.example",
            "user_ip": f"198.51.{dice.randrange(256)}.{dice.randrange(256)}",
            "user_agent": browser,
            "referrer": page,
            "permalink": page,
            "comment_type": "comment",
            "comment_author": name,
            "comment_author_email": f"{self._word()}{number % 9_999}@{host}",
            "comment_author_url": f"https://{host}/{self._word()}" if is_spam else "",
            "comment_content": self.text(host, is_spam=is_spam),
            "comment_date_gmt": "2026-11-27T04:00:00+00:00",
            "comment_post_modified_gmt": "2026-11-26T09:12:44+00:00",
            "blog_lang": "en_US",
            "blog_charset": "UTF-8",
            "user_ID": "0",
            "comment_post_ID": str(number % 300),
            "comment_parent": "0",
            "akismet_comment_nonce": "inactive",
            "POST_author": name,
            "POST_url": "",
            "POST_submit": "Post Comment",
            "POST_comment_post_ID": str(number % 300),
            "POST_comment_parent": "0",
            "POST_ak_js": "1764212345678",
            "api_key": self._key,
            "REMOTE_PORT": str(30_000 + number % 30_000),
        } | _SERVER
        fields["HTTP_USER_AGENT"] = browser
        return fields

    def text(self, host: str, *, is_spam: bool, length: int = 0) -> str:
        """A text of sentences, with words, numbers and a link of its own; of about `length` characters, if given."""
        dice = self._dice
        plain = dice.random() < 0.8
        length = length or min(4_000, max(20, int(dice.lognormvariate(5.35, 0.7))))
        parts: list[str] = []
        while sum(map(len, parts)) < length:
            parts.append(dice.choice(self._pools[is_spam][plain or dice.random() < 0.5]))
        # Two words and a number that no other text has: about what remains unknown of a text in a language one knows.
        parts.insert(dice.randrange(len(parts)), f"{self._word()} {self._word()} {dice.randrange(10**6)}.")
        if is_spam and dice.random() < 0.7:
            parts.append(f"https://{host}/{self._word()}?id={dice.randrange(10**6)}")
        return " ".join(parts)

    def _word(self) -> str:
        return "".join(self._dice.choices(_SYLLABLES, k=self._dice.randrange(2, 5)))
