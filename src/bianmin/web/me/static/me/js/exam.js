/* exam.js: the time left, counted down; at its end the page asks the server. Works without it. */
(function () {
  "use strict";
  const shown = document.querySelector("[data-seconds]");
  if (!shown) return;
  const ends = Date.now() + Number(shown.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
    const seconds = String(left % 60).padStart(2, "0");
    shown.textContent = "还剩 " + Math.floor(left / 60) + ":" + seconds;
    shown.parentElement.classList.toggle("is-late", left < 60);
    if (left === 0) location.reload();
    else setTimeout(tick, 1000);
  };
  tick();
})();
