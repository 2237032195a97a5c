/* Rejoinder: puts the thread of a page into the page (docs/embedding.md).

     <div id="rejoinder-thread"></div>
     <script src="https://comments.example.org/embed.js" data-site="https://example.org" async></script>

   Builds nodes and never parses HTML, sets no style and no cookie, stores nothing, asks no server but its own. The
   class names are those of the same thread as the server writes it (web/templates/thread_part.html). */
(() => {
  "use strict";

  const WORDS = {
    anonymous: "Anonymous",
    cancel: "Cancel the reply",
    data: "Learn how your comment data is processed",
    down: "The comments cannot be reached just now.",
    failed: "The server cannot be reached just now. What you wrote is still in the form; try again in a minute.",
    hint: "*italic*, **bold**, [link](https://…), > quotation. At most 10,000 characters.",
    leave: "Leave a comment",
    loading: "Loading the comments…",
    look: "Look again later",
    none: "No comments yet",
    one: "1 comment",
    many: " comments",
    removed: "This comment was removed.",
    to: "in reply to ",
    toRemoved: "in reply to a removed comment",
    retry: "Try again",
    send: "Send the comment",
    sendReply: "Send the reply",
    us: "This site keeps spam out with Rejoinder.",
  };
  const TAGS = "a blockquote br code em li ol p pre strong ul".split(" ");
  const REL = "nofollow ugc noopener noreferrer";
  const DEEPEST = 4;
  const PATIENCE = 20000; // milliseconds until a request counts as failed
  const PAUSE = 2000; // … and until a comment that may not have arrived is sent once more

  const script = document.currentScript;
  const base = new URL(".", script.src).href;
  const given = script.dataset;
  const meta = (selector, name) => document.querySelector(selector)?.[name];
  const page = {
    site: given.site || location.origin,
    url: given.url || meta("link[rel=canonical]", "href") || location.href.split("#")[0],
  };

  const el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children.filter((child) => child != null));
    return node;
  };
  const r = (name, tag, ...children) => el(tag, { class: `rejoinder-${name}` }, ...children);
  const named = (comment) => el("bdi", null, comment.author || WORDS.anonymous);
  const button = (text, act) => {
    const node = el("button", { type: "button" }, text);
    node.addEventListener("click", act);
    return node;
  };

  // The text of a comment comes as strings and [tag, attributes, children]. What is not on the list is not made.
  const build = (nodes) =>
    nodes.flatMap((node) => {
      if (typeof node === "string") return [node];
      const [tag, { href, start }, children] = node;
      if (!TAGS.includes(tag)) return build(children);
      const made = el(tag, null, ...build(children));
      if (tag === "a" && /^(https?:\/\/|mailto:)/i.test(href)) Object.assign(made, { href, rel: REL });
      if (tag === "ol" && /^\d{1,9}$/.test(start)) made.start = start;
      return [made];
    });

  const ask = async (path, failed, options) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    let response, answer;
    try {
      response = await fetch(`${base}api/v1/${path}`, { credentials: "omit", signal: stop.signal, ...options });
      answer = await response.json();
    } catch {
      throw Object.assign(new Error(failed), { unheard: true });
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) throw new Error(answer.error ? `${answer.error.sentence} ${answer.error.remedy}` : failed);
    return answer;
  };

  const mount = (place, number) => {
    const written = place.firstElementChild; // by the server: kept until we have something better
    let parent = null;

    const heading = r("heading", "h3");
    const list = r("list", "div");
    const status = el("p", { class: "rejoinder-status", role: "status", tabindex: "-1" });
    const title = r("heading", "h3", WORDS.leave);
    const problem = el("p", { class: "rejoinder-alert", role: "alert", id: `rejoinder-${number}-problem` });
    const send = el("button", { class: "rejoinder-button" }, WORDS.send);
    const text = el("textarea", {
      "aria-describedby": `rejoinder-${number}-hint rejoinder-${number}-problem`,
      dir: "auto",
      id: `rejoinder-${number}-text`,
      name: "text",
      required: "",
      rows: "6",
    });
    const field = (name, label, note, autocomplete, maxlength, more) => {
      const input = el("input", { name, autocomplete, maxlength, ...more });
      return r("field", "label", el("span", null, `${label} `, el("small", null, `(${note})`)), input);
    };
    const cancel = r("actions", "p", button(WORDS.cancel, () => goHome(true)));
    const form = r(
      "form",
      "form",
      title,
      cancel,
      r(
        "field",
        "div",
        el("label", { for: text.id }, "Comment"),
        text,
        el("small", { id: `rejoinder-${number}-hint` }, WORDS.hint),
      ),
      r(
        "row",
        "div",
        field("author", "Name", "optional", "name", 80, { dir: "auto" }),
        field("email", "E-mail", "optional, never published", "email", 254, { type: "email" }),
        field("website", "Website", "optional", "url", 500, { inputmode: "url" }),
      ),
      problem,
      r("send", "p", send),
    );
    const data = el("a", { href: `${base}data?${new URLSearchParams({ site: page.site })}` }, WORDS.data);
    const foot = r("foot", "footer", el("p", null, WORDS.us), el("p", null, data));
    const section = el(
      "section",
      { class: "rejoinder", lang: "en", dir: "ltr", "aria-label": "Comments" },
      ...[heading, list, status, form, foot],
    );

    // One form for all: it moves under the comment that is replied to, with whatever stands in it.
    const goHome = (back) => {
      const left = back && form.previousElementSibling;
      parent = null;
      title.replaceChildren(WORDS.leave);
      send.textContent = WORDS.send;
      cancel.hidden = true;
      foot.before(status, form);
      left?.querySelector("button")?.focus();
    };
    const replyTo = (comment, article) => {
      parent = comment;
      title.replaceChildren("Reply to ", named(comment));
      send.textContent = WORDS.sendReply;
      cancel.hidden = false;
      article.after(form);
      text.focus();
    };
    const complain = (sentence) => {
      problem.hidden = !sentence;
      problem.textContent = sentence;
    };

    const draw = (comment, known) => {
      const article = el("article", {
        class: `rejoinder-comment rejoinder-depth-${comment.depth}`,
        id: `comment-${comment.id}`,
        tabindex: "-1",
      });
      if (comment.removed) {
        article.append(r("removed", "p", WORDS.removed));
        return article;
      }
      const above = known.get(comment.parent);
      const flat = above?.depth === DEEPEST;
      const answers = above && r(flat ? "answers" : "unseen", "span", above.removed ? WORDS.toRemoved : WORDS.to);
      if (above && !above.removed) {
        answers.append(flat ? el("a", { href: `#comment-${above.id}` }, named(above)) : named(above));
      }
      const linked = /^https?:\/\//i.test(comment.website);
      const author = el(linked ? "a" : "span", { class: "rejoinder-author" }, named(comment));
      if (linked) Object.assign(author, { href: comment.website, rel: REL });
      const when = new Date(comment.time).toLocaleString([], { dateStyle: "long", timeStyle: "short" });
      const reply = button("Reply", () => replyTo(comment, article));
      reply.append(r("unseen", "span", " to ", named(comment)));
      article.append(
        r("meta", "header", author, answers, el("time", { class: "rejoinder-time", datetime: comment.time }, when)),
        el("div", { class: "rejoinder-body", dir: "auto", lang: "" }, ...build(comment.body)),
        r("actions", "p", reply),
      );
      return article;
    };

    const load = async () => {
      const { count, comments } = await ask(`thread?${new URLSearchParams(page)}`, WORDS.down);
      const known = new Map(comments.map((comment) => [comment.id, comment]));
      heading.textContent = count ? (count === 1 ? WORDS.one : count + WORDS.many) : WORDS.none;
      list.replaceChildren(...comments.map((comment) => draw(comment, known)));
    };

    // One key for one comment, however often it is sent: the server answers the second attempt like the first.
    let attempt = {};
    const keyed = (typed) => {
      if (attempt.typed !== typed) {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        attempt = { typed, key: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") };
      }
      return attempt.key;
    };
    const sendComment = async () => {
      const typed = Object.fromEntries(new FormData(form));
      const body = {
        ...page,
        title: given.title || meta("meta[property='og:title']", "content") || document.title,
        ...typed,
      };
      if (parent) body.parent = parent.id;
      const key = keyed(JSON.stringify([typed, body.parent]));
      const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
      const post = () => ask("comments", WORDS.failed, { method: "POST", headers, body: JSON.stringify(body) });
      const done = await post().catch(async (error) => {
        if (!error.unheard) throw error;
        await new Promise((over) => setTimeout(over, PAUSE));
        return post();
      });
      attempt = {};
      const spot = form.previousElementSibling;
      text.value = "";
      goHome();
      let shown = null;
      if (done.status === "published") {
        await load().catch(() => {}); // it is stored and said so; the list can be old for once
        shown = list.querySelector(`#comment-${done.id}`);
        shown?.after(status);
      } else if (list.contains(spot)) {
        spot.after(status);
      }
      const again = shown ? null : el("a", { href: done.receipt_url, rel: "noreferrer" }, WORDS.look);
      status.replaceChildren(`${done.message} `, ...(again ? [again] : []));
      (shown || status).focus();
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (send.disabled) return;
      complain("");
      status.replaceChildren();
      send.disabled = true;
      try {
        await sendComment();
      } catch (error) {
        complain(error.message);
      }
      send.disabled = false;
    });

    // The reader may have begun to type into the form that the server wrote.
    const takeOver = () => {
      const active = place.contains(document.activeElement) && document.activeElement.name;
      for (const name of ["text", "author", "email", "website"]) {
        const old = place.querySelector(`form [name=${name}]`);
        if (old && old !== form.elements[name]) form.elements[name].value = old.value;
      }
      place.replaceChildren(section);
      if (active) form.elements[active]?.focus();
    };
    const begin = async () => {
      if (!written) place.replaceChildren(el("p", { class: "rejoinder", role: "status" }, WORDS.loading));
      try {
        await load();
        await styled;
        goHome();
        complain("");
        takeOver();
        if (!written && list.querySelector(":scope > [id]") && /^#comment-\d+$/.test(location.hash)) {
          location.replace(location.href); // the comment that the link means has only now come into being
        }
      } catch (error) {
        const failure = r("alert", "p", `${error.message} `);
        failure.setAttribute("role", "alert");
        if (!written) place.replaceChildren(el("div", { class: "rejoinder" }, failure, button(WORDS.retry, begin)));
      }
    };
    begin();
  };

  const href = `${base}embed.css`;
  const sheet = el("link", { rel: "stylesheet", href });
  const styled = [...document.head.querySelectorAll("link")].some((link) => link.href === href)
    ? null
    : new Promise((done) => {
        sheet.addEventListener("load", done);
        sheet.addEventListener("error", done);
        document.head.append(sheet);
      });

  const start = () => {
    let place = document.getElementById((given.target || "rejoinder-thread").replace(/^#/, ""));
    if (!place || "rejoinder" in place.dataset) {
      place = el("div");
      if (document.body.contains(script)) script.after(place);
      else document.body.append(place);
    }
    const number = document.querySelectorAll("[data-rejoinder]").length + 1;
    place.dataset.rejoinder = number;
    mount(place, number);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
