/* field.js: say that a photograph was chosen, and make it small before it travels. */
(function () {
  "use strict";
  const LONGEST = 1800, ENOUGH = 300 * 1024;
  const say = (box, words) => {
    box.classList.add("is-chosen");
    const said = box.querySelector("small");
    if (said) said.textContent = words;
  };
  const size = file => file.size > 1048576 ? (file.size / 1048576).toFixed(1) + " MB" : Math.ceil(file.size / 1024) + " KB";
  const smaller = file => createImageBitmap(file).then(picture => {
    const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise(done => canvas.toBlob(done, "image/jpeg", 0.8));
  }).then(blob => blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file, () => file);

  document.addEventListener("change", e => {
    const input = e.target, file = input.files && input.files[0], box = input.closest(".shot");
    if (!file || !box) return;
    say(box, "已选 " + size(file));
    if (file.size <= ENOUGH || !window.createImageBitmap || !window.DataTransfer) return;
    smaller(file).then(ready => {
      const list = new DataTransfer();
      list.items.add(ready);
      input.files = list.files;
      say(box, "已选 " + size(ready));
    });
  });
})();
