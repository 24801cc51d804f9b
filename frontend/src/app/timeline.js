// The histogram by keyboard and pointer: one stop for Tab, arrows go along the bars; Shift with Enter or a click,
// or dragging, takes all from one bar to another.

for (const drawing of document.querySelectorAll("[data-timeline]")) {
  const bars = [...drawing.querySelectorAll("a")];
  const form = document.getElementById(drawing.dataset.timeline);
  let anchor = Math.max(bars.findIndex((bar) => bar.hasAttribute("aria-current")), 0);

  const stop = (at) => bars.forEach((bar, number) => bar.setAttribute("tabindex", number === at ? "0" : "-1"));
  const mark = (from, to) => {
    const [first, last] = [from, to].sort((a, b) => a - b);
    bars.forEach((bar, number) => bar.classList.toggle("bar-marked", number >= first && number <= last));
  };
  const take = (from, to) => {
    const [first, last] = [from, to].sort((a, b) => a - b);
    form.elements.from.value = bars[first].dataset.period;
    form.elements.to.value = bars[last].dataset.last ?? bars[last].dataset.period;
    form.requestSubmit();
  };
  const numberOf = (event) => bars.indexOf(event.target.closest?.("a"));

  stop(anchor);
  drawing.addEventListener("keydown", (event) => {
    const at = numberOf(event);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (at < 0) return;
    if (event.key === "Enter" && event.shiftKey && anchor !== at) {
      event.preventDefault();
      return take(anchor, at);
    }
    if (next === undefined || !bars[next]) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.shiftKey) anchor = next;
    stop(next);
    bars[next].focus();
    mark(...(event.shiftKey ? [anchor, next] : [-1, -1]));
  });

  let pressed = -1;
  let moved = false;
  drawing.addEventListener("dragstart", (event) => event.preventDefault());
  drawing.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button) return; // a finger scrolls
    pressed = numberOf(event);
    moved = false;
  });
  drawing.addEventListener("pointermove", (event) => {
    const at = numberOf(event);
    if (pressed < 0 || at < 0 || (at === pressed && !moved)) return;
    moved = true;
    mark(pressed, at);
  });
  addEventListener("pointerup", (event) => {
    const at = drawing.contains(event.target) ? numberOf(event) : -1;
    if (moved && at >= 0 && at !== pressed) take(pressed, at);
    else mark(-1, -1);
    pressed = -1;
  });
  drawing.addEventListener("click", (event) => {
    const at = numberOf(event);
    if (at < 0 || !(moved || event.shiftKey)) return;
    event.preventDefault();
    if (event.shiftKey && at !== anchor) take(anchor, at);
  });
}
