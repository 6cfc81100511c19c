/* passkey.js: lets the browser sign the page's challenge and sends the answer with the form. */
(function () {
  "use strict";
  const json = window.webauthnJSON;
  if (!json || !json.supported()) return;
  document.querySelectorAll("[data-passkey-box],form[data-passkey]").forEach(el => { el.hidden = false; });
  document.querySelectorAll("form[data-passkey]").forEach(form => {
    const button = form.querySelector("button");
    button.addEventListener("click", async () => {
      const challenge = JSON.parse(document.getElementById("passkey-challenge").textContent);
      button.disabled = true;
      try {
        const answer = await json[form.dataset.passkey](challenge);
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch (error) {
        button.disabled = false; /* the person closed the browser's dialogue: nothing happened */
      }
    });
  });
})();
