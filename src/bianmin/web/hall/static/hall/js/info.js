/* info.js: the next panel without a flash; when the network is away the panel stays and it tries
   again. Without it the page turns by itself (Refresh). Space or the button holds it. */
(function () {
  "use strict";
  const $ = s => document.querySelector(s);
  const page = $("[data-turn]"), button = $("[data-pause]");
  let held = false;
  const turn = () => {
    if (held) return;
    fetch(page.dataset.next, { credentials: "omit", cache: "no-store" })
      .then(answer => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then(text => {
        const fresh = new DOMParser().parseFromString(text, "text/html");
        page.dataset.next = fresh.querySelector("[data-turn]").dataset.next;
        $("#panel").replaceWith(fresh.querySelector("#panel"));
      })
      .catch(() => undefined);
  };
  const hold = () => {
    held = !held;
    button.textContent = held ? "继续" : "暂停";
  };
  button.hidden = false;
  button.addEventListener("click", hold);
  document.addEventListener("keydown", e => {
    if (e.key === " " && e.target !== button) { e.preventDefault(); hold(); }
  });
  setInterval(turn, page.dataset.turn * 1000);
  addEventListener("load", () => setTimeout(() => window.stop(), 0));
})();
