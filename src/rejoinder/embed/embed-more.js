/* Rejoinder: what readers do beyond reading and sending; comes when they do it, as a module of embed.js.

   Drafts, the count of characters that are left, preview, votes, reports, and what becomes of their own comments:
   editing, deleting, and those that wait, which are shown to nobody else. */

const SCARCE = 500; // characters left, from when on they are counted
const OWN = 40; // comments of one page that the server is asked about; ten times as many are remembered
const REST = 400; // milliseconds without typing until the draft is kept and the preview drawn

export default (thread) => {
  const { act, article, ask, build, dress, el, form, keep, kept, mine, own, page, parent, put, show, trying, word } = thread;
  const { lang } = page;
  const timers = new WeakMap();

  const draft = () => {
    const { text, author } = form().elements;
    const fields = { text: text.value, author: author?.value, parent: parent()?.dataset.id };
    keep("drafts", { [page.url]: text.value.trim() ? fields : undefined });
  };
  const restore = () => {
    const left = kept().drafts?.[page.url];
    const { text, author } = form().elements;
    if (!left || text.value) return;
    text.value = left.text;
    if (author && !author.value) author.value = left.author || "";
    const one = article(left.parent);
    const link = one?.querySelector("[data-act=reply]");
    if (link) thread.replyTo(one, link);
    const note = el("p", { class: "rejoinder-note rejoinder-draft" }, `${word("draft")} `, act("discard", word("discard")));
    form().querySelector(".rejoinder-heading").after(note);
  };

  const preview = (where) => {
    const box = where.querySelector("div.rejoinder-preview");
    const text = where.elements.text.value;
    if (!box || !text.trim()) return box?.replaceChildren();
    return trying(where, null, async () => {
      const { nodes } = await ask("preview", { text, lang });
      if (text === where.elements.text.value) box.replaceChildren(...build(nodes));
    });
  };
  const typed = (where, kind) => {
    if (kind !== "input") return;
    const { text } = where.elements;
    const left = text.dataset.limit - [...text.value].length;
    const told = where.querySelector(".rejoinder-left") || el("small", { class: "rejoinder-left", role: "status" });
    text.after(told);
    told.textContent = left < SCARCE ? word("left", left) : "";
    clearTimeout(timers.get(where));
    const later = () => {
      if (where === form()) draft();
      preview(where);
    };
    timers.set(where, setTimeout(later, REST));
  };
  addEventListener("pagehide", () => form().isConnected && form().elements.text.value && draft());

  // A form that the server gives for one comment stands in that comment, an edit instead of its text.
  const open = async (one, path, fields) => {
    const [made] = build((await ask(path, fields)).nodes).filter((node) => node.nodeType);
    close(one);
    made.querySelector(".rejoinder-send").append(act("cancel", word("cancel")));
    const body = one.querySelector(".rejoinder-body");
    body.hidden = made.dataset.act === "edit";
    body.after(made);
    made.querySelector("textarea, input:not([type=hidden])").focus();
  };
  const close = (one) => {
    for (const old of one.querySelectorAll("form, .rejoinder-sure")) if (old !== form()) old.remove();
    one.querySelector(".rejoinder-body").hidden = false;
  };
  const send = async (where) => {
    const one = where.closest("article");
    const kind = where.dataset.act;
    const done = await ask(kind, new FormData(where));
    close(one);
    show(done, one);
    if (kind === "edit") own(one.dataset.id, mine[one.dataset.id], done.open_until);
  };
  const erase = async (one) => {
    const number = one.dataset.id;
    const done = await ask("delete", { receipt: mine[number], lang });
    keep("own", { [number]: undefined });
    delete mine[number];
    if (!done.nodes?.length) one.remove();
    show({ told: word("removed"), ...done }, one);
    dress();
  };

  const vote = (one, button, value) => {
    const number = one.dataset.id;
    const before = kept().votes?.[number] || 0;
    const wanted = before === value ? 0 : value;
    const sides = ["up", "down"].map((name) => one.querySelector(`[data-act=${name}]`));
    const tell = (counts, chosen) => {
      keep("votes", { [number]: chosen || undefined });
      sides.forEach((node, index) => {
        if (!node) return;
        node.dataset.count = counts[index];
        node.ariaPressed = chosen === 1 - 2 * index;
        node.querySelector(".rejoinder-count").textContent = counts[index].toLocaleString(lang);
      });
    };
    const were = sides.map((node) => +node?.dataset.count);
    return trying(one, button, async () => {
      // Shown as if it had arrived, and back if it has not.
      tell(were.map((count, index) => count + (wanted === 1 - 2 * index) - (before === 1 - 2 * index)), wanted);
      try {
        const tally = await ask("vote", { comment: number, value: wanted, reader: thread.reader(), lang });
        tell([tally.ups, tally.downs], tally.mine);
      } catch (error) {
        tell(were, before);
        throw error;
      }
    });
  };

  const deeds = {
    cancel: (button, one) => {
      const where = button.closest("form");
      const kind = where === form() ? "reply" : where?.dataset.act || "delete";
      if (where === form()) thread.goHome();
      else close(one);
      one.querySelector(`button[data-act=${kind}], a[data-act=${kind}]`)?.focus();
    },
    delete: (button, one) => {
      if (button.closest(".rejoinder-sure")) return trying(one, button, () => erase(one));
      close(one);
      const sure = el("p", { class: "rejoinder-note rejoinder-sure", role: "group", "aria-label": word("sure") }, word("sure"));
      sure.append(" ", act("delete", word("delete")), " ", act("cancel", word("cancel")));
      one.append(sure);
      sure.querySelector("button").focus();
    },
    discard: () => {
      form().elements.text.value = "";
      draft();
      form().querySelector(".rejoinder-draft").remove();
      form().elements.text.focus();
    },
    down: (button, one) => vote(one, button, -1),
    edit: (button, one) => trying(one, button, () => open(one, "edit", { receipt: mine[one.dataset.id], lang })),
    preview: (button) => {
      const where = button.form;
      const box = where.querySelector("div.rejoinder-preview");
      button.ariaPressed = !box;
      if (box) return box.remove();
      const name = { class: "rejoinder-preview rejoinder-body", dir: "auto", role: "region", "aria-live": "polite" };
      where.elements.text.after(el("div", { ...name, "aria-label": button.textContent }));
      return preview(where);
    },
    report: (link, one) =>
      trying(one, link, () => open(one, `report?${new URLSearchParams({ comment: one.dataset.id, lang })}`)),
    up: (button, one) => vote(one, button, 1),
  };

  // What was left here before: a draft, and comments of this reader's own on this page.
  const recall = async () => {
    restore();
    const all = Object.entries(kept().own || {});
    keep("own", Object.fromEntries(all.slice(0, -10 * OWN).map(([number]) => [number, undefined])));
    const here = all.filter(([, [, url]]) => url === page.url).slice(-OWN);
    if (!here.length) return;
    const answer = await ask("mine", [["lang", lang], ...here.map(([, [receipt]]) => ["receipt", receipt])]);
    const found = new Map(answer.mine.map((one) => [String(one.id), one]));
    for (const [number, [receipt]] of here) {
      const one = found.get(number);
      if (!one) keep("own", { [number]: undefined });
      else {
        if (one.nodes?.length && !article(number)) put(one.nodes);
        own(number, receipt, one.open_until);
      }
    }
  };
  return { deeds, recall, send, typed };
};
