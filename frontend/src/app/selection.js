// The grid by keyboard, and choosing many photos: arrows move, Space picks, Shift makes a run,
// Ctrl+A takes all, Esc none, W tells why a photo was found. What is chosen is nothing but ticked boxes in a form.
import { isTyping } from "./keys.js";
import { toast } from "./toast.js";

class Grid {
  constructor(list) {
    this.tiles = [...list.querySelectorAll(".tile")];
    this.form = list.closest("[data-selection]");
    this.anchor = null;
    list.addEventListener("keydown", (event) => this.pressed(event));
    list.addEventListener("click", (event) => this.clicked(event));
    if (!this.form) return;
    this.counter = this.form.querySelector("[data-count]");
    this.form.addEventListener("change", () => this.count());
    this.form.addEventListener("reset", () => setTimeout(() => this.count()));
    this.form.addEventListener("submit", (event) => {
      if (event.submitter?.name === "use") toast(this.form.dataset.preparing);
    });
    this.form.querySelector("[data-select-all]").addEventListener("click", () => this.pick(this.tiles));
    addEventListener("pageshow", () => this.count());
  }

  box(tile) {
    return tile.querySelector("input[type=checkbox]");
  }

  focus(tile) {
    tile?.querySelector(".tile-link").focus();
  }

  count() {
    const chosen = this.form.querySelectorAll(".tile-check :checked").length;
    this.counter.textContent = this.counter.dataset.count.replace("{n}", chosen);
  }

  pick(tiles, on = true) {
    if (!this.form) return;
    for (const tile of tiles) this.box(tile).checked = on;
    this.count();
  }

  run(from, to) {
    const [first, last] = [this.tiles.indexOf(from), this.tiles.indexOf(to)].sort((a, b) => a - b);
    return this.tiles.slice(first, last + 1);
  }

  // The tile one row up or down whose middle is nearest.
  across(tile, direction) {
    const from = tile.getBoundingClientRect();
    const middle = (from.left + from.right) / 2;
    let best = null;
    for (const other of this.tiles) {
      const box = other.getBoundingClientRect();
      const rows = ((box.top - from.top) * direction) / from.height;
      if (rows < 0.5) continue;
      const distance = Math.round(rows) * 1e6 + Math.abs((box.left + box.right) / 2 - middle);
      if (!best || distance < best.distance) best = { tile: other, distance };
    }
    return best?.tile;
  }

  target(key, tile) {
    const at = this.tiles.indexOf(tile);
    return {
      ArrowLeft: () => this.tiles[at - 1],
      ArrowRight: () => this.tiles[at + 1],
      ArrowUp: () => this.across(tile, -1),
      ArrowDown: () => this.across(tile, 1),
      Home: () => this.tiles[0],
      End: () => this.tiles.at(-1),
    }[key]?.();
  }

  pressed(event) {
    const tile = event.target.closest(".tile");
    if (!tile) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a" && this.form) {
      event.preventDefault();
      return this.pick(this.tiles);
    }
    if (isTyping(event)) return;
    if (event.key === "Escape") return this.pick(this.tiles, false);
    if (event.key === "w") return tile.querySelector(".tile-why")?.click();
    if (event.key === " " && this.form && event.target.matches(".tile-link")) {
      event.preventDefault();
      this.anchor = tile;
      return this.pick([tile], !this.box(tile).checked);
    }
    const next = this.target(event.key, tile);
    if (!next) return;
    event.preventDefault();
    this.focus(next);
    if (event.shiftKey && this.form) {
      this.anchor ??= tile;
      this.pick(this.run(this.anchor, next));
    } else {
      this.anchor = null;
    }
  }

  // Shift and a click on a box, or on a picture, picks the run from the last one picked.
  clicked(event) {
    const tile = event.target.closest(".tile");
    if (!tile || !this.form) return;
    const onBox = event.target.matches("input[type=checkbox]");
    if (event.shiftKey) {
      if (!onBox) event.preventDefault();
      this.pick(this.run(this.anchor ?? tile, tile));
    }
    if (onBox || event.shiftKey) this.anchor = tile;
  }
}

for (const list of document.querySelectorAll("[data-grid]")) new Grid(list);
