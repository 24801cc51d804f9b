// Keys of the whole page: "/" goes to the search box, arrows go to a photo's neighbours.

export const isTyping = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");

const isScrolling = (event) => event.target.closest?.("[role=region][tabindex], .pswp");

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  if (event.key === "/") {
    event.preventDefault();
    const box = document.getElementById("q");
    box.focus();
    box.select();
  }
  const way = { ArrowLeft: "[data-previous]", ArrowRight: "[data-next]" }[event.key];
  if (way && !event.shiftKey && !isScrolling(event)) document.querySelector(way)?.click();
});

// A swipe over the picture does the same, unless the reader has zoomed in with two fingers.
const stage = document.querySelector("[data-zoom]");
let start;
stage?.addEventListener("touchstart", (event) => (start = event.touches.length === 1 && event.touches[0]), { passive: true });
stage?.addEventListener("touchend", (event) => {
  if (!start || visualViewport?.scale > 1.01) return;
  const end = event.changedTouches[0];
  const across = end.clientX - start.clientX;
  if (Math.abs(across) < 60 || Math.abs(end.clientY - start.clientY) > 40) return;
  document.querySelector(across > 0 ? "[data-previous]" : "[data-next]")?.click();
});
