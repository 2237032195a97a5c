/* Rejoinder: "12 comments" beside links to articles, by one request for up to 100 (docs/embedding.md).

     <a href="https://example.org/page" data-rejoinder-count></a>
     <script src="https://comments.example.org/counts.js" data-site="https://example.org" async></script> */
(() => {
  "use strict";
  const script = document.currentScript;
  const start = async () => {
    const places = new Map();
    for (const place of document.querySelectorAll("[data-rejoinder-count]")) {
      const url = place.dataset.rejoinderCount || place.href?.split("#")[0];
      if (url) places.set(url, [...(places.get(url) || []), place]);
    }
    if (!places.size) return;
    const lang = script.dataset.lang || document.documentElement.lang || navigator.language;
    const query = new URLSearchParams({ site: script.dataset.site || location.origin, lang });
    for (const url of [...places.keys()].slice(0, 100)) query.append("url", url);
    const answer = await fetch(new URL(`embed/counts?${query}`, script.src), { credentials: "omit" });
    if (!answer.ok) return; // the list is whole without counts
    for (const { url, words } of (await answer.json()).counts) {
      for (const place of places.get(url) || []) place.textContent = words;
    }
  };
  const quietly = () => start().catch((error) => console.info(`Rejoinder: ${error.message}`));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", quietly);
  else quietly();
})();
