/* bm.js: read aloud, key map, wedge scanner, rows by arrow keys, photographs made small, a signature on glass, what counts down. Pages work the same without it. */
(function () {
  "use strict";
  const $ = (s, r) => (r || document).querySelector(s);
  const $$ = (s, r) => [].slice.call((r || document).querySelectorAll(s));

  /* 出错时先读错误 */
  const first = $("[data-focus]");
  if (first) first.focus();

  /* 栏目多，手机上把当前一栏露出来 */
  const nav = $(".bar-nav"), now = nav && $("[aria-current]", nav);
  if (now) nav.scrollLeft = now.offsetLeft - nav.offsetLeft - (nav.clientWidth - now.clientWidth) / 2;

  /* 朗读：本机有中文音库才露出按钮，免得点了没声音 */
  const tts = window.speechSynthesis;
  const voices = () => (tts ? tts.getVoices().filter(v => /^zh([-_]|$)/i.test(v.lang)) : []);
  const show = () => $$("[data-read]").forEach(b => { b.hidden = !voices().length; });
  if (tts && $("[data-read]")) {
    show();
    if ("onvoiceschanged" in tts) tts.onvoiceschanged = show;
    document.addEventListener("click", e => {
      const b = e.target.closest("[data-read]");
      if (!b) return;
      const on = !tts.speaking;
      b.setAttribute("aria-pressed", String(on));
      if (!on) return tts.cancel();
      /* 长句切开，防 15 秒断读 */
      const parts = $(b.dataset.read).innerText.replace(/\s*\n\s*/g, "。").match(/[^。！？]{1,120}[。！？]?/g) || [];
      const v = voices(), voice = v.find(x => x.localService) || v[0];
      parts.forEach(t => {
        const u = new SpeechSynthesisUtterance(t);
        u.lang = "zh-CN"; u.rate = 0.9; u.voice = voice;
        tts.speak(u);
      });
    });
  }

  /* 键位：data-key="F9"、"Alt+1"、"Ctrl+K"、"/"；组字或正在打字时不抢 */
  document.addEventListener("keydown", e => {
    if (e.isComposing) return;
    const k = (e.ctrlKey ? "Ctrl+" : "") + (e.altKey ? "Alt+" : "") + (e.key.length === 1 ? e.key.toUpperCase() : e.key);
    if (k.length === 1 && /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
    const el = $$("[data-key]").find(x => x.dataset.key === k);
    if (!el) return;
    e.preventDefault();
    el.focus();
    if (el.matches("input")) el.select(); else el.click();
  });

  /* 表格：data-rows 里 ↑↓ 换行，行内第一个控件得焦点 */
  document.addEventListener("keydown", e => {
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    if (/^(TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
    const table = e.target.closest("[data-rows]") || (e.target === document.body && $("[data-rows]"));
    if (!table) return;
    const rows = $$("tbody tr", table).map(r => $("a,button,input:not([type=hidden])", r)).filter(Boolean);
    const row = e.target.closest("tr");
    const at = row ? rows.findIndex(c => row.contains(c)) : -1;
    const next = rows[at + (e.key === "ArrowDown" ? 1 : -1)];
    if (next) { e.preventDefault(); next.focus(); }
  });

  /* 扫码枪、键盘式读卡器：每键间隔小于 35 毫秒、回车结尾；看 e.code，输入法开着也认 */
  let typed = "", last = 0;
  document.addEventListener("keydown", e => {
    if (e.timeStamp - last > 35) typed = "";
    last = e.timeStamp;
    const m = /^(?:Digit|Numpad)(\d)$/.exec(e.code) || /^Key([A-Z])$/.exec(e.code);
    if (m) { typed += m[1]; return; }
    if (/^(Numpad)?Enter$/.test(e.code)) {
      if (typed.length >= 8) {
        e.preventDefault(); e.stopPropagation();
        document.dispatchEvent(new CustomEvent("bm:scan", { detail: typed }));
      }
      typed = "";
    }
  }, true);

  /* 考试还剩多久：到点问服务器 */
  const left = $("[data-seconds]"), ends = Date.now() + (left ? left.dataset.seconds * 1000 : 0);
  const tick = () => {
    const n = Math.max(0, Math.round((ends - Date.now()) / 1000));
    left.textContent = "还剩 " + Math.floor(n / 60) + ":" + String(n % 60).padStart(2, "0");
    left.parentElement.classList.toggle("is-late", n < 60);
    if (n) setTimeout(tick, 1000); else location.reload();
  };
  if (left) tick();

  /* 墙上的签到码每 10 秒换一次；没有脚本就按 F5 */
  const again = () => fetch(location.href)
    .then(r => (r.ok && !r.redirected ? r.text() : Promise.reject(r.status)))
    .then(html => { $("#screen").replaceChildren(...new DOMParser().parseFromString(html, "text/html").querySelector("#screen").childNodes); })
    .catch(() => undefined)
    .then(() => setTimeout(again, 10000));
  if ($("#screen")) setTimeout(again, 10000);

  /* 拍照：说选了几张，上路前先变小 */
  const LONGEST = 1800, ENOUGH = 300 * 1024;
  const size = bytes => bytes > 1048576 ? (bytes / 1048576).toFixed(1) + " MB" : Math.ceil(bytes / 1024) + " KB";
  const say = (box, files) => {
    const said = box.querySelector("small"), all = files.reduce((sum, file) => sum + file.size, 0);
    box.classList.add("is-chosen");
    if (said) said.textContent = "已选 " + (files.length > 1 ? files.length + " 张，" : "") + size(all);
  };
  const smaller = file => file.size <= ENOUGH || !/^image\//.test(file.type) ? file : createImageBitmap(file).then(picture => {
    const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise(done => canvas.toBlob(done, "image/jpeg", 0.8));
  }).then(blob => blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file, () => file);

  document.addEventListener("change", e => {
    const input = e.target, box = input.closest(".shot,.filebox"), files = [].slice.call(input.files || []);
    if (!files.length || !box) return;
    say(box, files);
    if (!window.createImageBitmap || !window.DataTransfer) return;
    Promise.all(files.map(smaller)).then(ready => {
      const list = new DataTransfer();
      ready.forEach(file => list.items.add(file));
      input.files = list.files;
      say(box, ready);
    });
  });

  /* 签名：手指画的几笔，存成点；没有脚本就拍签了名的纸 */
  const WIDE = 600, HIGH = 240, MOST = 3500;
  document.querySelectorAll("[data-sign]").forEach(pane => {
    const canvas = pane.querySelector("canvas"), again = pane.querySelector("button");
    const kept = document.getElementById(pane.dataset.sign), pen = canvas.getContext("2d");
    const hex = (v, digits) => v.toString(16).padStart(digits, "0");
    const written = () => strokes.map(one => one.map(([x, y]) => hex(x, 3) + hex(y, 2)).join("")).join("-");
    const read = text => text.split("-").filter(Boolean).map(one => one.match(/.{5}/g).map(p => [parseInt(p.slice(0, 3), 16), parseInt(p.slice(3), 16)]));
    let strokes = read(kept.value), stroke = null;
    pen.lineWidth = 6; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#17191c";

    const count = () => strokes.reduce((sum, one) => sum + one.length, 0);
    const draw = () => {
      pen.clearRect(0, 0, WIDE, HIGH);
      strokes.forEach(one => {
        pen.beginPath();
        one.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
        pen.stroke();
      });
      again.hidden = !strokes.length;
    };
    const point = e => {
      const box = canvas.getBoundingClientRect();
      const within = (v, most) => Math.max(0, Math.min(most, Math.round(v)));
      return [within((e.clientX - box.left) / box.width * WIDE, WIDE), within((e.clientY - box.top) / box.height * HIGH, HIGH)];
    };
    canvas.addEventListener("pointerdown", e => {
      e.preventDefault();
      canvas.setPointerCapture(e.pointerId);
      stroke = [point(e)];
      strokes.push(stroke);
    });
    canvas.addEventListener("pointermove", e => {
      if (!stroke || count() > MOST) return;
      const last = stroke[stroke.length - 1], next = point(e);
      if (Math.abs(last[0] - next[0]) + Math.abs(last[1] - next[1]) < 4) return;
      stroke.push(next);
      draw();
    });
    const lift = () => {
      if (!stroke) return;
      stroke = null;
      kept.value = written();
      draw();
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    again.addEventListener("click", () => { strokes = []; kept.value = ""; draw(); });
    draw();
  });
})();
