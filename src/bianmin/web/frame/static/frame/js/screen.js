/* screen.js: the sign-in code on the wall is asked for again every 10 seconds. Without it: F5. */
(function () {
  "use strict";
  const again = () => fetch(location.href, { credentials: "same-origin" })
    .then(answer => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer.status)))
    .then(text => {
      const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("#screen");
      if (fresh) document.querySelector("#screen").innerHTML = fresh.innerHTML;
    })
    .catch(() => undefined)
    .then(() => setTimeout(again, 10000));
  setTimeout(again, 10000);
})();
