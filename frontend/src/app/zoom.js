// The picture over the whole screen; the viewer is loaded when it is first asked for.
const link = document.querySelector("[data-zoom]");

link?.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { default: PhotoSwipe } = await import("photoswipe");
  const image = link.querySelector("img");
  const viewer = new PhotoSwipe({
    dataSource: [
      { src: link.href, width: Number(link.dataset.width), height: Number(link.dataset.height), msrc: image.currentSrc, alt: image.alt, element: link },
    ],
    bgOpacity: 1,
    wheelToZoom: true,
    counter: false,
    arrowPrev: false,
    arrowNext: false,
    closeTitle: link.dataset.close,
    zoomTitle: link.dataset.closer,
    showHideAnimationType: matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "zoom",
  });
  // The viewer hears no key while it opens: remember an Escape.
  let leaving = false;
  const hear = (pressed) => (leaving ||= pressed.key === "Escape");
  document.addEventListener("keydown", hear);
  viewer.on("openingAnimationEnd", () => {
    document.removeEventListener("keydown", hear);
    if (leaving) queueMicrotask(() => viewer.close()); // after its own listeners, which set it up
  });
  viewer.init();
});
