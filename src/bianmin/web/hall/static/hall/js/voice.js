/* voice.js: a call is put together from recorded words; the screen says the same in writing, always.
   Without recordings, or where the browser lets no page sound, it is in writing alone. */
(function () {
  "use strict";
  const $ = s => document.querySelector(s);
  const TWICE = 2, GAP = 0.5, BETWEEN = 0.02;
  const called = box => [].slice.call(box.querySelectorAll("[data-called]"));
  const button = $("[data-sound]");
  let context = null, mark = "", sounds = {}, turn = Promise.resolve();

  /* 换了一套录音才重新取 */
  const load = box => {
    const wanted = box.dataset.voice || "";
    if (wanted === mark) return Promise.resolve();
    mark = wanted;
    sounds = {};
    if (!mark) return Promise.resolve();
    context = context || new AudioContext();
    listen();
    return fetch("/hall/voice/", { credentials: "omit" })
      .then(answer => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then(got => Promise.all(Object.keys(got.sounds).map(name => {
        const raw = Uint8Array.from(atob(got.sounds[name]), c => c.charCodeAt(0));
        return context.decodeAudioData(raw.buffer).then(sound => { sounds[name] = sound; });
      })))
      .catch(() => { mark = ""; });
  };

  /* 浏览器要人先碰一下才许出声；叫号机的浏览器可以设成不用碰 */
  const listen = () => { button.hidden = context.state === "running"; };
  document.addEventListener("pointerdown", () => { if (context) context.resume().then(listen); });

  const say = words => new Promise(done => {
    if (!words.length || !words.every(name => sounds[name]) || context.state !== "running") return done();
    let at = context.currentTime + 0.05;
    for (let n = 0; n < TWICE; n += 1) {
      words.forEach(name => {
        const one = context.createBufferSource();
        one.buffer = sounds[name];
        one.connect(context.destination);
        one.start(at);
        at += sounds[name].duration + BETWEEN;
      });
      at += GAP;
    }
    setTimeout(done, (at - context.currentTime) * 1000);
  });

  document.addEventListener("hall:calls", e => {
    const before = called($("#calls")).map(one => one.dataset.called);
    const fresh = called(e.detail).filter(one => before.indexOf(one.dataset.called) < 0);
    const ready = load(e.detail);
    fresh.forEach(one => {
      turn = turn.then(() => ready).then(() => say(one.dataset.say.split(" ").filter(Boolean)));
    });
  });
  if ($("#calls")) load($("#calls"));
})();
