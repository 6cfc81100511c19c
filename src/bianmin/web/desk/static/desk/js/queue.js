/* queue.js: who waits, live beside the clerk's work. It asks without the session: a desk that nobody
   touches still signs out after a quarter of an hour. */
(function () {
  "use strict";
  const panel = () => document.querySelector("#queue[data-live]");
  let source = null, site = "";
  const ask = () => fetch("/hall/" + site + "/line/", { credentials: "omit" })
    .then(answer => (answer.ok ? answer.text() : Promise.reject(answer.status)))
    .then(text => {
      const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("table");
      const list = document.querySelector("#q-list"), n = document.querySelector("#q-n");
      if (fresh && list) list.replaceChildren(fresh);
      if (fresh && n) n.textContent = fresh.dataset.n;
    })
    .catch(() => undefined);
  const listen = () => {
    const found = panel();
    if (!found || source) return;
    site = found.dataset.live;
    source = new EventSource("/live/hall/" + site + "/");
    source.onmessage = ask;
    setInterval(() => { if (source.readyState !== EventSource.OPEN) ask(); }, 15000);
  };
  listen();
  document.addEventListener("htmx:after:swap", listen);
})();
