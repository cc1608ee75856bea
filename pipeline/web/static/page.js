// What the page does beyond plain links and forms: the side panel takes the focus, closes, and says what cannot be shown.
"use strict";
(() => {
  let opener = null;

  const panel = () => document.getElementById("trace");

  const close = () => {
    const aside = panel();
    if (!aside || !aside.firstChild) return;
    aside.replaceChildren();
    document.querySelectorAll(".traced").forEach((one) => one.classList.remove("traced"));
    if (opener) opener.focus();
    opener = null;
  };

  const addClose = (aside) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "close";
    button.textContent = "×";
    button.setAttribute("aria-label", panel().dataset.close);
    button.addEventListener("click", close);
    aside.prepend(button);
  };

  const watchPictures = (root) => {
    root.querySelectorAll("img[data-missing]").forEach((picture) => {
      const tell = () => {
        const words = document.createElement("p");
        words.className = "notice";
        words.textContent = picture.dataset.missing;
        (picture.closest("a") || picture).replaceWith(words);
      };
      picture.addEventListener("error", tell);
      if (picture.complete && picture.naturalWidth === 0) tell();
    });
  };

  const showFramed = (root) => {
    const framed = root.querySelector(".framed");
    const box = framed && framed.closest(".redrawn");
    if (!box) return;
    const inner = framed.getBoundingClientRect();
    const outer = box.getBoundingClientRect();
    const down = inner.bottom > outer.bottom || inner.top < outer.top;
    const across = inner.right > outer.right || inner.left < outer.left;
    if (down) box.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
    if (across) box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  };

  // On a narrow screen the panel covers the lower part: the cell it tells of is brought above it.
  const keepInSight = (cell) => {
    if (!cell || getComputedStyle(panel()).position !== "fixed") return;
    const top = document.querySelector("header.top");
    const ceiling = getComputedStyle(top).position === "sticky" ? top.getBoundingClientRect().bottom : 0;
    const room = panel().getBoundingClientRect().top;
    const box = cell.getBoundingClientRect();
    if (box.top >= ceiling && box.bottom <= room) return;
    window.scrollBy(0, box.top - (ceiling + room - box.height) / 2);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".sheet a");
    if (link && panel()) opener = link;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  // A form that is refused says why: without this, the panel would stay as it was.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === panel() && event.detail.xhr.status >= 400) event.detail.shouldSwap = true;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== panel()) return;
    addClose(panel());
    document.querySelectorAll(".traced").forEach((one) => one.classList.remove("traced"));
    if (opener) (opener.closest("td") || opener).classList.add("traced");
    watchPictures(panel());
    showFramed(panel());
    const head = panel().querySelector("h2");
    if (head) head.focus({ preventScroll: true });
    panel().scrollTop = 0;
    const complaint = panel().querySelector("[role=alert]");
    if (complaint) complaint.scrollIntoView({ block: "center" });
    keepInSight(opener && (opener.closest("td") || opener));
  });

  document.addEventListener("DOMContentLoaded", () => {
    watchPictures(document);
    showFramed(document);
  });
})();
