/* hall.js: the kiosk goes back by itself, the slip is printed, the clock shows that the screen lives. */
(function () {
  "use strict";
  const $ = s => document.querySelector(s);

  /* 取完号 20 秒没人碰，回到取号页 */
  const back = $("[data-back]");
  if (back) setTimeout(() => location.replace(back.dataset.back), 20000);

  const print = $("[data-print]");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }

  const clock = $("[data-clock]");
  const two = n => String(n).padStart(2, "0");
  const tick = () => {
    const now = new Date();
    clock.textContent = (now.getMonth() + 1) + "月" + now.getDate() + "日 " + two(now.getHours()) + ":" + two(now.getMinutes());
  };
  if (clock) { tick(); setInterval(tick, 5000); }
})();
