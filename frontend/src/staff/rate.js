// How fast bytes leave, over the last seconds.
const WINDOW = 10_000; // milliseconds

export class Rate {
  #marks = [];

  note(bytes, now = performance.now()) {
    this.#marks.push([now, bytes]);
    while (this.#marks.length > 2 && now - this.#marks[0][0] > WINDOW) this.#marks.shift();
  }

  // Zero until enough is known.
  perSecond() {
    if (this.#marks.length < 2) return 0;
    const [[from, before], [to, after]] = [this.#marks[0], this.#marks.at(-1)];
    return to - from < 500 || after <= before ? 0 : ((after - before) * 1000) / (to - from);
  }
}
