"""A browser that looks at pages with hostile words in them: does anything run, load, or turn round what stands beside?

What is looked for is looked for in the page as the browser has drawn it, since no parser of ours reads HTML as it does.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Frame, Page, Request

__all__ = ["Watched"]

_LISTEN = """
  window.ran = [];
  for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = (x) => window.ran.push(`${name} ${x}`);
"""
# Whatever waits for a hand or for time gets its event. Then: did anything run; is there a mark of direction that stands
# in no element of its own; and is a name or a quotation on the wrong side of what stands beside it on the same line?
_LOOK = """(counted) => {
  const KINDS = ['mouseover', 'mouseenter', 'focus', 'toggle', 'load', 'error', 'animationstart', 'begin'];
  for (const node of document.querySelectorAll('body *'))
    for (const kind of KINDS) node.dispatchEvent(new Event(kind, { bubbles: true }));
  const TURNING = /[\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f\\u061c]/;
  const APART = 'bdi, [dir=auto], textarea, script, style, title, time';
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.push(walker.currentNode);
  const turning = texts.filter((text) => TURNING.test(text.data) && !text.parentElement.closest(APART));
  const box = (text, last) => {
    const at = last ? text.data.trimEnd().length - 1 : text.data.search(/\\S/);
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return [...range.getClientRects()].find((one) => one.width > 0);
  };
  const UNSEEN = '.rejoinder-unseen, .hidden, [hidden], svg, template, details:not([open])';
  const unseen = (text) => text.parentElement.closest(UNSEEN);
  const shared = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const beside = (a, b) => a && b && shared(a, b) > 0.6 * Math.min(a.height, b.height);
  const places = new Map(texts.map((text, place) => [text, place]));
  let looked = 0;
  const moved = [];
  for (const one of document.querySelectorAll('bdi, q[dir=auto], span[dir=auto]')) {
    const inside = texts.filter((text) => one.contains(text));
    const boxes = [...one.getClientRects()].filter((each) => each.width > 0);
    if (!inside.length || !boxes.length || unseen(inside[0])) continue;
    const before = texts[places.get(inside[0]) - 1], after = texts[places.get(inside.at(-1)) + 1];
    const rtl = getComputedStyle(one.parentElement).direction === 'rtl';
    const follow = (a, b) => (rtl ? b.right <= a.left + 1 : a.right <= b.left + 1);
    for (const [a, b, other] of [
      [before && !unseen(before) && box(before, true), boxes[0], before],
      [boxes.at(-1), after && !unseen(after) && box(after, false), after],
    ]) {
      if (!beside(a, b)) continue;
      looked++;
      if (!follow(a, b)) moved.push([one.textContent.slice(0, 80), other.data.trim().slice(0, 80)]);
    }
  }
  // A sentence of ours with words of theirs in it begins where sentences in its language do.
  for (const one of document.querySelectorAll('.sentence')) {
    const text = one.firstChild, first = text && box(text, false), whole = one.getClientRects()[0];
    if (first && first.left > whole.left + 1) moved.push([one.textContent, 'its beginning']);
  }
  return {
    ran: window.ran,
    moved,
    turning: turning.map((text) => text.data.slice(0, 80)),
    counted: document.querySelectorAll(counted).length,
    looked,
  };
}"""


class Watched:
    """A page, and what it did that none of ours may do. `allowed` are the beginnings of addresses that it may ask."""

    def __init__(self, page: Page, *allowed: str) -> None:
        self.page, self.allowed, self.wrong = page, allowed, []
        self.looked = 0  # how often something stood beside somebody's words, and was where it belongs
        page.add_init_script(_LISTEN)
        page.on("dialog", self._spoke)
        page.on("request", self._asked)
        page.on("popup", lambda other: self.wrong.append(f"opened {other.url}"))

    def _spoke(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme != "data" and not request.url.startswith(self.allowed):
            self.wrong.append(f"asked {request.url}")

    def visit(self, url: str, counted: str, number: int) -> None:
        """Open a page, see that `number` of what is `counted` (a selector) are on it, and provoke them."""
        self.page.goto(url)
        self.page.wait_for_function(
            "([counted, number]) => document.querySelectorAll(counted).length >= number", arg=[counted, number]
        )
        self.look(self.page.main_frame, counted, number)

    def look(self, frame: Frame, counted: str, number: int) -> None:
        found = frame.evaluate(_LOOK, counted)
        assert found["counted"] == number, (frame.url, found["counted"])
        wrong = {name: found[name] for name in ("ran", "turning", "moved") if found[name]}
        assert not wrong, (frame.url, wrong)
        assert not self.wrong, (frame.url, self.wrong)
        self.looked += found["looked"]
