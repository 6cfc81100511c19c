/* sign.js: a signature drawn with a finger, kept as strokes of points. Without it the paper is photographed. */
(function () {
  "use strict";
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
