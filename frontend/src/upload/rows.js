// A list of any length of which only the rows in view are on the page, each of the same height.
const BEYOND = 12; // rows above and below the view, for those who tab through them

export class Rows {
  #list;
  #make;
  #fill;
  #items = [];
  #living = new Map();
  #height = 0;

  // `make()` gives an empty row, `fill(row, item)` writes it.
  constructor(list, make, fill) {
    this.#list = list;
    this.#make = make;
    this.#fill = fill;
    list.tabIndex = -1;
    addEventListener("scroll", () => this.draw(), { passive: true });
    addEventListener("resize", () => {
      this.#height = 0;
      this.draw();
    });
  }

  show(items) {
    this.#items = items;
  }

  draw() {
    const height = this.#measure();
    const top = this.#list.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / height) - BEYOND);
    const last = Math.min(this.#items.length, Math.ceil((innerHeight - top) / height) + BEYOND);
    this.#list.style.height = `${this.#items.length * height}px`;

    const wanted = new Set(this.#items.slice(first, last));
    for (const [item, row] of this.#living) {
      if (wanted.has(item)) continue;
      if (row.contains(document.activeElement)) {
        if (this.#items.includes(item)) continue; // scrolled away only: the focus stays where it is
        this.#list.focus({ preventScroll: true });
      }
      row.remove();
      this.#living.delete(item);
    }
    let before = null;
    for (let at = last - 1; at >= first; at -= 1) {
      const item = this.#items[at];
      const row = this.#living.get(item) ?? this.#make(item);
      if (!this.#living.has(item)) {
        this.#living.set(item, row);
        this.#list.insertBefore(row, before);
      }
      row.style.transform = `translateY(${at * height}px)`;
      row.ariaPosInSet = at + 1;
      row.ariaSetSize = this.#items.length;
      this.#fill(row, item);
      before = row;
    }
  }

  #measure() {
    // The style sheet says it, for narrow pages and wide ones.
    this.#height ||= parseFloat(getComputedStyle(this.#list).getPropertyValue("--row-height")) || 64;
    return this.#height;
  }
}
