/* desk.js: J/K as the arrow keys, print, the card reader, and a session that lasts while one types. */
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
    const box = $(/^LC\d{15}$/.test(e.detail) ? "#find" : "#id_id_number");
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
