/* hall.js: the clock shows that the screen lives, a stream says that somebody was called. Without a
   stream the screen asks every ten seconds. */
(function () {
  "use strict";
  const $ = s => document.querySelector(s);

  const clock = $("[data-clock]");
  const two = n => String(n).padStart(2, "0");
  const tick = () => {
    const now = new Date();
    clock.textContent = (now.getMonth() + 1) + "月" + now.getDate() + "日 " + two(now.getHours()) + ":" + two(now.getMinutes());
  };
  if (clock) { tick(); setInterval(tick, 5000); }

  /* 叫号屏：直播说“变了”，就重取一次；直播断了，每 10 秒自己取 */
  const live = $("[data-live]");
  if (!live) return;
  let asking = false, again = false, open = false;
  const ask = () => {
    if (asking) { again = true; return; }
    asking = true;
    fetch(location.href, { credentials: "omit" })
      .then(answer => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then(text => {
        const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("#calls");
        const was = $(".w-now").dataset.call;
        document.dispatchEvent(new CustomEvent("hall:calls", { detail: fresh }));
        $("#calls").replaceWith(fresh);
        if ($(".w-now").dataset.call !== was) $(".w-now").classList.add("is-new");
      })
      .catch(() => undefined)
      .then(() => { asking = false; if (again) { again = false; ask(); } });
  };
  const source = new EventSource("/live/hall/" + live.dataset.live + "/");
  source.onopen = () => { open = true; };
  source.onerror = () => { open = false; };
  source.onmessage = ask;
  setInterval(() => { if (!open) ask(); }, 10000);
  setInterval(ask, 60000);
})();
