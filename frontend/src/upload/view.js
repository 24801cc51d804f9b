// How a file's row looks: picture, name, size, state, and what can be done about it.
import { thumbFor } from "../staff/thumbs.js";

const decimal = (number) => number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

export class RowView {
  #template;
  #words;
  #acts;
  #shown = new WeakMap();

  constructor(template, words, acts) {
    this.#template = template;
    this.#words = words;
    this.#acts = acts;
  }

  make(entry) {
    const row = this.#template.content.firstElementChild.cloneNode(true);
    const at = (name) => row.querySelector(`.${name}`);
    at("upload-name").textContent = entry.name;
    at("upload-name").title = entry.folder ? `${entry.folder}/${entry.name}` : entry.name;
    at("upload-size").textContent = this.#size(entry.file.size);
    if (!entry.canvas) {
      entry.canvas = row.querySelector("canvas");
      thumbFor(entry.canvas, entry.file);
    } else {
      row.querySelector("canvas").replaceWith(entry.canvas);
    }
    row.querySelector("[data-cancel]").addEventListener("click", () => this.#acts.cancel(entry));
    row.querySelector("[data-retry]").addEventListener("click", () => this.#acts.retry(entry));
    return row;
  }

  fill(row, entry) {
    const percent = entry.file.size ? Math.floor((entry.sent / entry.file.size) * 100) : 100;
    const key = `${entry.state} ${percent} ${entry.about}`;
    if (this.#shown.get(row) === key) return;
    this.#shown.set(row, key);
    row.className = `upload-row is-${entry.state}`;
    const bar = row.querySelector("progress");
    bar.hidden = !entry.underWay;
    bar.value = percent / 100;
    const state = row.querySelector(".upload-state-name");
    state.textContent = (entry.over ? this.#words.outcomes : this.#words.states)[entry.state].replace("{percent}", percent);
    const about = row.querySelector(".upload-about");
    about.textContent = about.title = entry.about;
    row.querySelector("[data-cancel]").hidden = !entry.canBeCancelled;
    row.querySelector("[data-retry]").hidden = entry.state !== "failed" && entry.state !== "cancelled";
    if (entry.answer?.url) this.#link(row, entry);
  }

  #link(row, entry) {
    const link = document.createElement("a");
    Object.assign(link, { href: entry.answer.url, textContent: entry.name, target: "_blank" });
    row.querySelector(".upload-name").replaceChildren(link);
    if (entry.canvas.classList.contains("is-drawn")) return;
    const image = Object.assign(new Image(72, 48), { src: entry.answer.thumb, alt: "", loading: "lazy" });
    row.querySelector(".upload-thumb").replaceChildren(image);
  }

  #size(bytes) {
    const [text, number] = bytes < 1e6
      ? [this.#words.kilobytes, Math.max(1, Math.round(bytes / 1000))]
      : [this.#words.megabytes, decimal(bytes / 1e6)];
    return text.replace("{n}", number);
  }
}
