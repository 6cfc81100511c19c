/* kiosk.js: the minute that the page stands untouched, a keypad, the scanner, the printer.
   Without it the page leaves by itself (Refresh) and the machine's own keyboard types. */
(function () {
  "use strict";
  const $ = s => document.querySelector(s);
  const page = $("[data-idle]"), left = $("[data-left]");
  const span = page.dataset.idle * 1000, often = Math.min(5000, span / 4);
  let until = Date.now() + span;

  /* 从后退缓存里回来的页面不能再看 */
  const away = () => location.replace(page.dataset.away);
  addEventListener("pageshow", e => { if (e.persisted) away(); });

  /* 还在用：告诉服务器一声，两边一起重新数 60 秒 */
  const stay = () => {
    if (until - Date.now() > span - often) return;
    until = Date.now() + span;
    if (left) fetch(location.href, { cache: "no-store" }).then(got => { if (got.redirected) away(); }, () => undefined);
  };
  ["pointerdown", "keydown", "input"].forEach(kind => document.addEventListener(kind, stay));
  const again = $("[data-stay]");
  if (again) again.addEventListener("click", e => { e.preventDefault(); stay(); });
  const tick = () => {
    const n = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    if (left && left.textContent !== String(n)) left.textContent = n;
    if (!n) { clearInterval(timer); away(); }
  };
  const timer = setInterval(tick, 250);
  /* 脚本在数，页面自带的 60 秒刷新就不用了 */
  addEventListener("load", () => setTimeout(() => window.stop(), 0));

  const print = $("[data-print]");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }

  /* 打印指南：在看不见的框里打开再打印；打不开就直接看 */
  const sheet = $("[data-sheet]");
  if (sheet) sheet.addEventListener("click", e => {
    e.preventDefault();
    const frame = document.createElement("iframe");
    frame.className = "k-sheet"; frame.title = "办事指南"; frame.src = sheet.href;
    frame.addEventListener("load", () => {
      try { frame.contentWindow.focus(); frame.contentWindow.print(); } catch (_) { location.href = sheet.href; }
    });
    document.body.append(frame);
  });

  /* 数字键盘：哪个框得过焦点就打进哪个 */
  const boxes = [].slice.call(document.querySelectorAll("input[inputmode=numeric]"));
  let box = boxes.find(b => !b.value) || boxes[0];
  boxes.forEach(b => b.addEventListener("focus", () => { box = b; }));
  const press = key => {
    if (key === "删除") box.value = box.value.slice(0, -1);
    else if (key === "下一栏") box = boxes[(boxes.indexOf(box) + 1) % boxes.length];
    else if (box.maxLength < 0 || box.value.length < box.maxLength) box.value += key;
    box.focus({ preventScroll: true });
  };
  const pad = $("[data-pad]");
  if (pad) "1 2 3 4 5 6 7 8 9 删除 0 下一栏".split(" ").forEach(key => {
    if (key === "下一栏" && boxes.length < 2) return;
    const b = document.createElement("button");
    b.type = "button"; b.className = "k-b is-2"; b.textContent = key;
    b.addEventListener("click", () => press(key));
    pad.append(b);
  });

  /* 扫小票：扫码口像键盘一样打字，最后回车 */
  const slip = $("[data-slip]");
  if (slip) document.addEventListener("bm:scan", e => {
    slip.elements.slip.value = e.detail;
    slip.submit();
  });
})();
