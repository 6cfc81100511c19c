/* desk.js: J/K as the arrow keys, print, the card reader, a session that lasts while one types; who
   waits; the intake. One file, because a desk asks for few. */
(function () {
  "use strict";
  const script = document.currentScript;
  const $ = (s, r) => (r || document).querySelector(s);
  const typing = t => /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName);

  /* J、K 选行 */
  document.addEventListener("keydown", e => {
    const key = { j: "ArrowDown", k: "ArrowUp" }[e.key];
    if (!key || e.ctrlKey || e.altKey || e.metaKey || e.isComposing || typing(e.target)) return;
    e.target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  });

  document.addEventListener("click", e => {
    if (e.target.closest("[data-print]")) window.print();
  });

  /* 地址里点名的表单直接打开 */
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named && named.matches("details")) named.open = true;

  /* 读卡、扫码：18 位进身份证号，办件号进查找 */
  document.addEventListener("bm:scan", e => {
    const box = $(/^(LC|JJ)\d{15}$/.test(e.detail) ? "#find" : "#id_id_number");
    if (!box) return;
    box.value = e.detail;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    if (box.id === "find") box.form.submit();
  });

  /* 正在填写就不算闲置；真的过期了，先在别的标签页登录，填的内容留在这一页 */
  const stay = script.dataset.stay;
  const EVERY = 4 * 60 * 1000, CHECK = 60 * 1000;
  let asked = Date.now();
  const token = () => (/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) || [])[1] || "";
  const ask = () => {
    asked = Date.now();
    return fetch(stay, { method: "POST", headers: { "X-CSRFToken": token() } }).then(r => r.status === 204, () => true);
  };
  const tell = () => {
    if ($("#expired")) return $("#expired").focus();
    const p = document.createElement("p");
    p.id = "expired"; p.className = "flash is-warning"; p.tabIndex = -1; p.setAttribute("role", "alert");
    p.append("登录已过期，填的内容还在这一页。");
    const a = document.createElement("a");
    a.href = script.dataset.signIn; a.target = "_blank"; a.textContent = "在新标签页登录";
    p.append(a, "，再回来提交。");
    $("main").prepend(p); p.focus();
  };
  document.addEventListener("input", () => { if (Date.now() - asked > EVERY) ask(); });
  document.addEventListener("submit", e => {
    const form = e.target;
    if (form.method !== "post" || e.defaultPrevented || Date.now() - asked < CHECK) return;
    e.preventDefault();
    ask().then(alive => {
      if (!alive) { asked = 0; return tell(); }
      const field = $("[name=csrfmiddlewaretoken]", form);
      if (field) field.value = token();
      form.requestSubmit(e.submitter);
    });
  });
})();

/* The queue: who waits, live beside the clerk's work. It asks without the session: a desk that nobody
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

/* The intake: saves as one types, reads the card, takes files by hand, paste, drag and camera. */
(function () {
  "use strict";
  const form = document.getElementById("intake");
  if (!form) return;
  const $ = (s, r) => (r || document).querySelector(s);
  const token = () => (/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) || [])[1] || "";
  const send = (url, body, more) => fetch(url, Object.assign({ method: "POST", body, headers: { "X-CSRFToken": token() } }, more));

  /* 自动保存：停手一秒存一次，离开时再存一次 */
  let timer = 0, dirty = false;
  const typed = () => {
    const all = new FormData(form), text = new URLSearchParams({ _key: "" });
    all.forEach((value, name) => { if (typeof value === "string" && !/^(_key|csrf|act$)/.test(name)) text.append(name, value); });
    return text;
  };
  const draft = $("[name=draft]", form);
  const stay = () => history.replaceState(null, "", location.pathname + "?draft=" + draft.value);
  if ("kept" in draft.dataset) stay(); /* 刷新还是这一份；每个标签页各填各的 */
  const save = keepalive => {
    clearTimeout(timer);
    if (!dirty) return;
    dirty = false;
    send(form.dataset.draft, typed(), { keepalive }).then(r => (r.ok ? r.json() : Promise.reject(r))).then(
      a => { draft.value = a.draft; stay(); $("#saved").textContent = a.saved + " 已自动保存" + (a.note && "。" + a.note); },
      r => { dirty = true; $("#saved").textContent = r && r.status === 409 ? "挂起的太多，先办完或清空几份；填的都在这一页" : "还没存上，填的都在这一页"; });
  };
  const touch = () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 1000); };
  form.addEventListener("input", touch);
  form.addEventListener("change", touch);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });

  /* 一项答案带出别的项时要问服务器：等的那一会儿填的，换上新的以后照样在 */
  const ticks = /^(radio|checkbox)$/;
  let meanwhile = null;
  document.addEventListener("htmx:before:request", e => { if (e.target.id === "answers") meanwhile = new Map(); });
  ["input", "change"].forEach(kind => form.addEventListener(kind, e => {
    const was = e.target;
    if (meanwhile && was.type !== "file" && was.closest("#answers")) meanwhile.set(was.name + (ticks.test(was.type) ? was.value : ""), was);
  }));
  document.addEventListener("htmx:after:swap", () => {
    const typed = meanwhile || new Map();
    meanwhile = null;
    typed.forEach(was => {
      const is = ticks.test(was.type) ? "checked" : "value";
      const now = [].find.call(form.elements, x => x.name === was.name && (is === "value" || x.value === was.value));
      if (!now || now[is] === was[is]) return;
      now[is] = was[is];
      now.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
  form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); });

  /* 选事项：回车取第一个；换了事项，光标到第一个要填的 */
  $("#words").addEventListener("keydown", e => {
    const first = e.key === "Enter" && !e.isComposing && $("#items a");
    if (first) { e.preventDefault(); first.click(); }
  });
  new MutationObserver(() => {
    const box = $("#sheet [name=item],#sheet [name=bundle]");
    if (!box || box.dataset.seen) return;
    box.dataset.seen = "1";
    if (box.name === "bundle") { cameras(); touch(); return; } /* 换选几件时，光标留在原处 */
    const next = $("#sheet #ask ~ ul a") || $("#item input:not([type=hidden]),#item select,#item textarea") || $("#mats input");
    if (next) next.focus();
    cameras();
    touch();
  }).observe(form, { childList: true, subtree: true });
  document.addEventListener("click", e => {
    const first = e.target.closest("a[href='#mats']") && $("#mats input[type=checkbox]");
    if (first) { e.preventDefault(); first.focus(); }
  });

  /* 读卡器：三秒没回应就说清楚，随时可以手工填 */
  const reader = form.dataset.reader, said = $("#reader-said");
  if (reader) {
    $("#reader").hidden = false;
    $("[data-read-card]").addEventListener("click", () => {
      said.textContent = "正在读卡…";
      const stop = new AbortController(), late = setTimeout(() => stop.abort(), 3000);
      fetch(reader + "/card", { signal: stop.signal }).then(r => r.json().then(card => {
        if (!r.ok) { said.textContent = card.reason; return; }
        $("#id_name").value = card.name;
        $("#id_id_number").value = card.id_number;
        $("#id_id_number").dispatchEvent(new Event("change", { bubbles: true }));
        said.textContent = "已读卡";
        $("#id_phone").focus();
      })).catch(() => {
        said.textContent = "读卡器没有反应：查一下连线，或者手工输入；已填的都在。";
        $("#id_id_number").focus();
      }).finally(() => clearTimeout(late));
    });
  }

  /* 扫描件：选文件、拖进来、粘贴、拍照，收到就传，不等提交 */
  const MOST = 20 * 1024 * 1024;
  const tell = (row, html) => {
    const old = $("[data-came]", row), cell = row.querySelector(".paper-in").parentElement;
    if (old) old.remove();
    cell.insertAdjacentHTML("beforeend", html);
  };
  const say = (row, words) => {
    const box = document.createElement("span");
    box.className = "tag tag-r"; box.dataset.came = ""; box.setAttribute("role", "alert"); box.textContent = words;
    tell(row, box.outerHTML);
  };
  const take = (row, files) => {
    const key = $(".paper-in", row).dataset.paper, all = [].slice.call(files);
    if (all.some(f => f.size > MOST)) return say(row, "文件超过 20 MB，请分成几个文件，或拍得小一点再传");
    const body = new FormData();
    [["_key", ""], ["key", key], ["draft", draft.value], ["page", $("[name=page]", form).value]].forEach(p => body.append(p[0], p[1]));
    form.querySelectorAll("#sheet [name=item],#sheet [name=bundle],#sheet [name=scenario],#chosen input:checked,#chosen select").forEach(x => body.append(x.name, x.value));
    all.forEach(f => body.append("file", f, f.name || "scan.jpg"));
    send(form.dataset.papers, body).then(r => r.text().then(html => {
      if (!r.ok && r.status !== 422) return Promise.reject();
      tell(row, html);
      const tick = $("input[type=checkbox]", row);
      if (r.ok && tick && !tick.checked) tick.checked = true;
      touch();
    })).catch(() => say(row, "没传上去，网络好了再传一次；原件先收好"));
  };
  const rowOf = target => { const row = target.closest && target.closest("#mats tr"); return row && $(".paper-in", row) ? row : null; };
  document.addEventListener("change", e => {
    const input = e.target, row = input.type === "file" && rowOf(input);
    if (row && input.files.length) { take(row, input.files); input.value = ""; }
  });
  document.addEventListener("dragover", e => { if (rowOf(e.target)) e.preventDefault(); });
  document.addEventListener("drop", e => {
    const row = rowOf(e.target);
    if (row && e.dataTransfer.files.length) { e.preventDefault(); take(row, e.dataTransfer.files); }
  });
  document.addEventListener("paste", e => {
    const row = rowOf(document.activeElement), files = e.clipboardData && e.clipboardData.files;
    if (row && files && files.length) { e.preventDefault(); take(row, files); }
  });

  /* 拍照：高拍仪就是一个摄像头 */
  const media = navigator.mediaDevices;
  const cameras = () => { if (media) document.querySelectorAll("[data-camera]").forEach(b => { b.hidden = false; }); };
  cameras();
  document.addEventListener("click", e => {
    const button = e.target.closest("[data-camera]");
    if (!button) return;
    const row = rowOf(button);
    media.getUserMedia({ video: { width: { ideal: 1920 } } }).then(stream => {
      const box = document.createElement("dialog"), video = document.createElement("video"), shot = document.createElement("button");
      video.srcObject = stream; video.autoplay = true; video.muted = true;
      shot.className = "btn"; shot.type = "button"; shot.textContent = "拍下来";
      box.className = "card camera"; box.append(video, shot);
      box.addEventListener("close", () => { stream.getTracks().forEach(t => t.stop()); box.remove(); });
      shot.addEventListener("click", () => {
        const canvas = document.createElement("canvas");
        canvas.width = video.videoWidth; canvas.height = video.videoHeight;
        canvas.getContext("2d").drawImage(video, 0, 0);
        canvas.toBlob(blob => { take(row, [new File([blob], "scan.jpg", { type: "image/jpeg" })]); box.close(); }, "image/jpeg", 0.85);
      });
      document.body.append(box); box.showModal(); shot.focus();
    }, () => say(row, "打不开摄像头：查一下连线，或选文件、拖进来"));
  });
})();
