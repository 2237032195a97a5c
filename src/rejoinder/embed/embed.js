/* Rejoinder: puts the thread of a page into the page; see docs/embedding.md.

   The server's HTML works by links and forms. This builds the same from nodes and does in place what the links (data-act)
   do elsewhere. Reading, replying and sending are here; the rest is in embed-more.js. */
(() => {
  "use strict";

  // Said before the server has told its words; files.py puts in all languages.
  const FIRST = { en: ["The comments cannot be reached just now.", "Try again"] };
  // What is built, the same as web/thread/nodes.py lets through.
  const TAGS = (
    "a article bdi blockquote br button code div em fieldset footer form h2 h3 header input label legend li nav ol p path pre " +
    "section small span strong svg textarea time ul"
  ).split(" ");
  const ATTRIBUTES = (
    "accept-charset action autocomplete checked class d datetime dir focusable for href id inputmode lang maxlength method name " +
    "rel required role rows start tabindex type value viewBox"
  ).split(" ");
  const PATIENCE = 20000; // milliseconds until a request counts as failed
  const PAUSE = 2000; // … until a comment that may not have arrived is sent once more
  const RECENT = 30 * 86400; // seconds: what is older is told by its date

  const script = document.currentScript || document.querySelector("script[src*='/embed.js']");
  const base = new URL(".", script.src).href;
  const meta = (selector, name) => document.querySelector(selector)?.[name];
  const el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    node.append(...children);
    return node;
  };
  const act = (name, text) => el("button", { type: "button", class: "rejoinder-act", "data-act": name }, text);
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, 0)).join("");

  // {reader, order, own: {number: [receipt, page]}, votes, drafts: {page: fields}}; where the browser keeps nothing, it
  // lasts as long as the page.
  let unkept;
  const kept = () => {
    try {
      return unkept || Object(JSON.parse(localStorage.rejoinder));
    } catch {
      return {};
    }
  };
  const keep = (name, change) => {
    const all = kept();
    all[name] = Object(change) === change ? { ...all[name], ...change } : change;
    const json = JSON.stringify(all); // without what is undefined
    try {
      localStorage.rejoinder = json;
    } catch {
      unkept = JSON.parse(json);
    }
  };
  const reader = () => {
    if (!kept().reader) keep("reader", random());
    return kept().reader;
  };

  // Strings and [tag, attributes, children]; what is not on the lists is not made. Names within the document get an end
  // of their own, so that several threads can stand on one page.
  const build = (nodes, end = `-${random()}`) =>
    nodes.flatMap((node) => {
      if (typeof node === "string") return [node];
      const [tag, attributes, children] = node;
      const inside = build(children, end);
      if (!TAGS.includes(tag)) return inside;
      const made = /svg|path/.test(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : el(tag);
      for (let [name, value] of Object.entries(attributes)) {
        if (/^(id|for|aria-(controls|describedby|labelledby))$/.test(name)) {
          value = value.replace(/\S+/g, (one) => (/^comment-\d+$/.test(one) ? one : one + end));
        }
        const safe = { href: /^(https?:\/\/|mailto:|#)/i.test(value), action: value.startsWith(base) };
        const listed = ATTRIBUTES.includes(name) || /^(aria|data)-[a-z]+$/.test(name);
        if (listed && (safe[name] ?? true)) made.setAttribute(name, value);
      }
      made.append(...inside);
      return [made];
    });

  const ask = async (path, fields) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    let response, answer;
    try {
      const post = fields && { method: "POST", body: new URLSearchParams(fields) };
      response = await fetch(`${base}embed/${path}`, { cache: "no-cache", credentials: "omit", signal: stop.signal, ...post });
      answer = await response.json();
    } catch {
      throw Object.assign(new Error(), { unheard: true });
    } finally {
      clearTimeout(timer);
    }
    if (response.ok) return answer;
    const { sentence, remedy } = answer.error || {};
    throw Object.assign(new Error(sentence ? `${sentence} ${remedy}` : ""), { unheard: response.status > 499 });
  };

  const depth = (node) => +/-depth-(\d)|$/.exec(node?.className)[1];
  const tail = (one) => {
    let last = one;
    while (depth(last.nextElementSibling) > depth(one)) last = last.nextElementSibling;
    return last;
  };
  const meant = () => /^#comment-(\d{1,19})$/.exec(location.hash)?.[1];

  const mount = (place, given) => {
    const page = {
      site: given.site || location.origin,
      url: given.url || meta("link[rel=canonical]", "href") || location.href.split("#")[0],
      lang: given.lang || place.closest("[lang]")?.lang || navigator.language,
    };
    const alert = el("p", { class: "rejoinder-alert", role: "alert", dir: "auto" });
    const status = el("p", { class: "rejoinder-status", role: "status", dir: "auto", tabindex: "-1" });
    const mine = {}; // number of a comment of this reader's -> its receipt
    let attempt = {};
    let whole, words, section, list, form, home, heading, parent, later, formats;

    // Made, and used once, while the thread is on its way: a phone needs a twelfth of a second for them.
    const prepare = () => {
      if (formats) return;
      let { lang } = page;
      try {
        lang = new Intl.Locale(lang);
      } catch {
        lang = undefined; // "de_DE" is no language; the browser's is one
      }
      formats = {
        ago: new Intl.RelativeTimeFormat(lang, { numeric: "auto" }),
        exact: new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "short" }),
        date: new Intl.DateTimeFormat(lang, { dateStyle: "medium" }),
        count: new Intl.NumberFormat(lang),
      };
      formats.ago.format(0, "day");
      for (const kind of ["exact", "date", "count"]) formats[kind].format(0);
    };
    const word = (name, number) => (words[name] || "").replace("%(num)s", number && formats.count.format(number));
    const article = (number) => number && list.querySelector(`#comment-${number}`);
    // One deed at a time, and a sentence if it fails. The button that was pressed keeps the focus: it is not disabled.
    const trying = async (spot, button, deed) => {
      if (button?.ariaBusy) return;
      alert.remove();
      if (button) button.ariaBusy = "true";
      try {
        await whole;
        await deed();
      } catch (error) {
        status.textContent = "";
        alert.textContent = error.message || word("failed");
        const send = spot.querySelector(":scope > .rejoinder-send");
        if (send) send.before(alert);
        else spot.append(alert);
      }
      if (button) button.ariaBusy = null;
    };

    const dress = (roots = [section]) => {
      const { ago, exact, date } = formats;
      const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
      for (const time of all("time")) {
        const moment = new Date(time.dateTime);
        const age = Math.max(0, Date.now() - moment) / 1000;
        const [unit, length] = age < 3570 ? ["minute", 60] : age < 84600 ? ["hour", 3600] : ["day", 86400];
        time.title = exact.format(moment);
        time.textContent = age < RECENT ? ago.format(-Math.round(age / length), unit) : date.format(moment);
      }
      const { votes } = kept();
      for (const button of all(".rejoinder-votes button")) {
        button.ariaPressed = votes?.[button.dataset.id] === (button.dataset.act === "up" ? 1 : -1);
      }
      // Branches can be folded. What is deeper than a folded comment before it is hidden.
      let closed = Infinity;
      for (const one of list.querySelectorAll(".rejoinder-comment")) {
        one.tabIndex = -1;
        one.hidden = depth(one) > closed;
        if (!one.hidden) closed = Infinity;
        let fold = one.querySelector("[data-act=fold]");
        const last = tail(one);
        let number = 0;
        for (let next = one; next !== last; next = next.nextElementSibling) number++;
        if (number && !fold) {
          fold = act("fold");
          fold.ariaExpanded = "true";
          one.querySelector(".rejoinder-actions")?.append(fold);
        }
        if (!number) fold?.remove();
        else fold.textContent = word("replies", number);
        if (number && fold.ariaExpanded === "false") closed = Math.min(closed, depth(one));
      }
    };
    const own = (number, receipt, until) => {
      mine[number] = receipt;
      const actions = article(number)?.querySelector(".rejoinder-actions");
      if (until > Date.now() && !actions?.querySelector("[data-act=edit]")) {
        actions?.append(act("edit", word("edit")), act("delete", word("delete")));
      }
    };
    // A single article comes to where the thread has it: instead of itself, under what it answers, or at the end.
    const put = (nodes) => {
      const made = build(nodes).find((node) => node.id);
      const old = article(made.dataset.id);
      const above = article(made.dataset.parent);
      if (old) old.replaceWith(made);
      else if (above) tail(above).after(made);
      else if (kept().order === "newest") list.prepend(made);
      else list.append(made);
      dress([made]);
      return made;
    };
    // What the server answered to a deed: the article in its place, the count above, the sentence beside it.
    const show = (done, spot) => {
      const shown = done.nodes?.length ? put(done.nodes) : spot;
      if (done.heading) section.querySelector(".rejoinder-heading").textContent = done.heading;
      if (done.receipt) own(done.id, done.receipt, done.open_until);
      status.textContent = shown?.querySelector(".rejoinder-note") ? "" : done.told; // a note says it already
      if (unkept && done.receipt) {
        status.append(" ", el("a", { href: `${base}thread/receipt/${done.receipt}`, rel: "noreferrer" }, word("later")));
      }
      if (shown?.isConnected) shown.append(status);
      else list.before(status);
      (shown?.isConnected ? shown : status).focus();
    };

    // One form for all: it moves under what is replied to, with whatever stands in it.
    const goHome = () => {
      parent = null;
      heading.replaceChildren(...form.was);
      form.querySelector("[data-act=cancel]")?.remove();
      home.after(form);
    };
    const replyTo = (one, link) => {
      goHome();
      parent = one;
      heading.replaceChildren(...link.querySelector(".rejoinder-unseen").cloneNode(true).childNodes);
      form.querySelector(".rejoinder-send").append(act("cancel", word("cancel")));
      one.append(form);
    };
    const post = async () => {
      const fields = new URLSearchParams(new FormData(form));
      if (parent) fields.set("parent", parent.dataset.id);
      // One key for one comment, however often it is sent: the server answers the second attempt like the first.
      const typed = fields.toString();
      if (attempt.typed !== typed) attempt = { typed, key: random() };
      fields.set("key", attempt.key);
      fields.set("lang", page.lang);
      fields.set("reader", reader());
      fields.set("title", given.title || meta("meta[property='og:title']", "content") || document.title);
      status.textContent = word("sending");
      form.append(status);
      const done = await ask("thread", fields).catch(async (error) => {
        if (!error.unheard) {
          attempt = {}; // refused
          throw error;
        }
        await new Promise((over) => setTimeout(over, PAUSE));
        return ask("thread", fields);
      });
      attempt = {};
      keep("own", { [done.id]: [done.receipt, page.url] });
      keep("drafts", { [page.url]: undefined });
      form.elements.text.value = "";
      for (const left of form.querySelectorAll(".rejoinder-draft, .rejoinder-preview, .rejoinder-left")) left.remove();
      goHome();
      show(done);
    };

    const load = async (link) => {
      const asked = Object.fromEntries(new URL(link.href).searchParams);
      return (await ask(`thread?${new URLSearchParams({ ...asked, ...page })}`)).nodes;
    };
    const reorder = (link) =>
      trying(section, link, async () => {
        const { order } = link.dataset;
        draw(await load(link));
        if (order) keep("order", order);
        (section.querySelector(`[data-order="${order}"]`) || heading).focus();
      });
    const DEEDS = {
      begin: reorder,
      order: reorder,
      fold: (button) => {
        button.ariaExpanded = button.ariaExpanded === "false";
        dress();
      },
      more: (link) =>
        trying(list, link, async () => {
          const made = build(await load(link)).filter((node) => node.nodeType);
          for (const { id } of made) if (id) list.querySelector(`#${id}`)?.remove();
          (link.closest(".rejoinder-more") || link).remove();
          list.append(...made);
          dress(made);
          made[0].focus({ preventScroll: true });
          recall();
        }),
      reply: (link, one) => {
        replyTo(one, link);
        form.elements.text.focus();
      },
    };
    const self = {
      ...{ DEEDS, act, article, ask, build, depth, dress, el, goHome, keep, kept, mine, own, page, post, put, reader, replyTo },
      ...{ show, trying, word },
      form: () => form,
      parent: () => parent,
    };
    let tries = 0; // browsers remember that a module could not be had, by its address
    const more = () =>
      (later ||= import(`${base}embed-more.js${tries ? `?${tries}` : ""}`).then(
        (module) => module.default(self),
        () => {
          later = null;
          tries++;
          throw new Error();
        },
      ));
    const recall = () => {
      const all = kept();
      const known = all.drafts?.[page.url] || Object.values(all.own || {}).some(([, url]) => url === page.url);
      if (known) return trying(section, null, async () => (await more()).recall());
    };

    // Comments below the screen follow when it is painted.
    const follow = async (rest, end) => {
      const into = list;
      while (rest.length) {
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        if (list !== into) return;
        const made = build(rest.splice(0, 9), end);
        list.append(...made);
        dress(made);
      }
    };
    const draw = (nodes, at) => {
      prepare();
      const old = place.querySelector("form");
      const was = old && new FormData(old);
      const active = old?.contains(document.activeElement) && document.activeElement.name;
      const end = `-${random()}`;
      const [drawn] = nodes;
      const articles = drawn[2].find((node) => node[1].class === "rejoinder-list")[2];
      const rest = at || old ? [] : articles.splice(innerHeight / 90 + 1); // hardly one is lower than 90 pixels
      [section] = build([drawn], end);
      words = JSON.parse(section.dataset.words || "{}");
      list = section.querySelector(".rejoinder-list");
      form = section.querySelector("form[data-act=post]") || el("form", 0, el("textarea", { name: "text" })); // closed
      heading = form.querySelector(".rejoinder-heading") || el("p");
      form.was = [...heading.childNodes];
      form.before((home = document.createComment("")));
      // The reader may have begun to type into a form that stood here, as the server wrote it or in another order.
      for (const name of ["text", "author", "email", "website"]) {
        if (was?.get(name) && form.elements[name]) form.elements[name].value = was.get(name);
      }
      dress();
      place.replaceChildren(section);
      if (active) form.elements[active]?.focus();
      section.addEventListener("click", (event) => {
        const link = event.target.closest("a[data-act], button[data-act]");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const { act } = link.dataset;
        const one = link.closest("article");
        if (DEEDS[act]) DEEDS[act](link, one);
        else trying(one || link.form || section, null, async () => (await more()).deeds[act](link, one));
      });
      section.addEventListener("submit", (event) => {
        event.preventDefault();
        const { target, submitter } = event;
        const deed = target === form ? post : async () => (await more()).send(target);
        trying(target, submitter, deed);
      });
      // A form that is written into wants its draft kept. If that cannot be had now, it is asked for with the next letter.
      for (const kind of ["focusin", "input"]) {
        section.addEventListener(kind, ({ type, target }) => {
          if (target.name === "text") more().then(({ typed }) => typed(target.form, type), () => {});
        });
      }
      whole = follow(rest, end);
      recall();
    };
    const begin = async () => {
      const at = meant();
      const order = kept().order || given.order;
      const asked = new URLSearchParams({ ...page, ...(order && { order }), ...(at && { at }) });
      try {
        setTimeout(prepare);
        const { nodes } = await ask(`thread?${asked}`);
        await styled;
        draw(nodes, at);
        if (at) article(at)?.focus();
      } catch (error) {
        if (place.firstElementChild && !place.querySelector("[data-act=again]")) return; // what the server wrote is better
        const [down, retry] = FIRST[page.lang] || FIRST[page.lang.slice(0, 2)] || FIRST.en;
        const again = act("again", retry);
        again.onclick = begin;
        alert.textContent = error.message || down;
        place.replaceChildren(el("div", { class: "rejoinder" }, alert, again));
      }
    };
    addEventListener("hashchange", async () => {
      await whole;
      const one = list && meant() && article(meant());
      if (!place.isConnected || !meant()) return;
      if (!one) begin();
      else if (one.hidden) {
        for (const fold of list.querySelectorAll("[data-act=fold]")) fold.ariaExpanded = "true";
        dress();
        one.focus();
      }
    });
    if (meant()) return begin();
    const eye = new IntersectionObserver(
      (seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        eye.disconnect();
        begin();
      },
      { rootMargin: "600px" },
    );
    eye.observe(place);
  };

  const href = `${base}embed.css`;
  const sheet = el("link", { rel: "stylesheet", href });
  const styled = [...document.head.querySelectorAll("link")].some((link) => link.href === href)
    ? null
    : new Promise((done) => {
        sheet.onload = sheet.onerror = done;
        document.head.append(sheet);
      });

  const attribute = (node) => (name) => node.getAttribute(name);
  if (!customElements.get("rejoinder-thread")) {
    customElements.define(
      "rejoinder-thread",
      class extends HTMLElement {
        static observedAttributes = ["site", "url", "lang"];

        connectedCallback() {
          const [site, url, lang, title, order] = ["site", "url", "lang", "title", "order"].map(attribute(this));
          mount(this, { site, url, lang, title, order });
        }

        attributeChangedCallback(name, old) {
          if (old !== null && this.isConnected) this.connectedCallback();
        }
      },
    );
  }
  const start = () => {
    const given = script.dataset;
    let place = document.getElementById((given.target || "rejoinder-thread").replace(/^#/, ""));
    if (!place && !given.target && document.querySelector("rejoinder-thread")) return;
    if (!place || "rejoinder" in place.dataset) {
      place = el("div");
      if (document.body.contains(script)) script.after(place);
      else document.body.append(place);
    }
    place.dataset.rejoinder = "";
    mount(place, given);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
