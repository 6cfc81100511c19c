/* photos.js: say which photographs were chosen, and make them small before they travel. */
(function () {
  "use strict";
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
})();
