// What one may mean, while one types: a combobox whose list completes nothing by itself (WAI-ARIA APG, "list
// autocomplete with manual selection"). People, events, places and the rest come from the server, recent
// searches from this browser. A picked one becomes a filter, other words in the box, or a page to go to.
import { forget, recent } from "./recent.js";

const PAUSE = 120;
const KEPT = 60;
const HANGUL = /\p{Script=Hangul}/u;
const NUMBER = new Intl.NumberFormat(document.documentElement.lang);

const make = (tag, attributes, ...content) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
};

// Whether a name has a word that begins as the text does, or as some last words of it do.
const words = (text) => text.toLocaleLowerCase().normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

function isBegunIn(name, text) {
  const named = ` ${words(name).join(" ")}`;
  const typed = words(text);
  return typed.some((_, at) => typed.slice(at).join(" ").length > 1 && named.includes(` ${typed.slice(at).join(" ")}`));
}

async function ask(url, signal) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, signal });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

class Suggestions {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.box = form.elements.q;
    this.icons = form.querySelector("template").content;
    this.list = make("div", { role: "listbox", id: "suggestions", tabindex: "-1", "aria-label": this.words.title });
    this.status = make("p", { role: "status", class: "visually-hidden" });
    this.clear = make("button", { type: "button", class: "suggestions-clear" }, this.words.clear);
    this.panel = make("div", { class: "suggestions", hidden: "" }, this.list, this.clear);
    this.box.after(this.panel, this.status); // where Tab comes next
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions",
    })) this.box.setAttribute(name, value);
    this.answers = new Map();
    this.choices = [];
    this.at = -1;

    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("click", () => this.typed());
    this.panel.addEventListener("pointerdown", (event) => event.target !== this.clear && event.preventDefault());
    this.panel.addEventListener("click", (event) => this.clicked(event));
    for (const part of [this.box, this.panel]) {
      part.addEventListener("focusout", (event) => this.panel.contains(event.relatedTarget) || this.close());
    }
    form.addEventListener("submit", () => this.close());
    addEventListener("pageshow", () => this.close());
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  typed() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    const text = this.box.value;
    const length = [...text.trim()].length;
    if (!length) return this.own();
    if (length < 2 && !HANGUL.test(text)) return this.close();
    if (this.answers.has(text)) return this.offer(text, this.answers.get(text));
    this.waiting = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    this.asking = new AbortController();
    const query = new URLSearchParams({ q: text });
    try {
      const { groups } = await ask(`${this.words.suggest}?${query}`, this.asking.signal);
      if (this.answers.size >= KEPT) this.answers.clear();
      this.answers.set(text, groups);
      await this.offer(text, groups);
    } catch {
      // Another letter was typed meanwhile, or there is no connection: the box works without.
    }
  }

  // For an empty box: what was searched for before, and what is kept.
  async own() {
    const groups = [{ kind: "recent", title: this.words.recent, items: recent() }];
    this.show(groups);
    const kept = await this.saved();
    if (!kept.length || this.box.value.trim() || document.activeElement !== this.box) return;
    this.show([...groups, { kind: "saved", title: this.words.kept, items: kept }]);
  }

  // What the server proposes for a text, and in front of it the kept searches that are called so.
  async offer(text, groups) {
    const kept = (await this.saved()).filter(({ label }) => isBegunIn(label, text));
    if (this.box.value !== text || document.activeElement !== this.box) return;
    this.show([{ kind: "saved", title: this.words.kept, items: kept }, ...groups]);
  }

  async saved() {
    this.kept ??= this.words.saved ? ask(this.words.saved).catch(() => []) : [];
    return this.kept;
  }

  show(groups) {
    const filled = groups.filter((group) => group.items.length);
    if (!filled.length) return this.close();
    this.choices = filled.flatMap((group) => group.items);
    let number = 0;
    this.list.replaceChildren(...filled.map((group) => this.group(group, () => number++)));
    this.clear.hidden = filled[0].kind !== "recent";
    this.panel.hidden = false;
    this.list.scrollTop = 0;
    this.box.setAttribute("aria-expanded", "true");
    this.status.textContent = this.words.found.replace("{n}", this.choices.length);
    this.mark(-1);
  }

  group(group, next) {
    const id = `suggestions-${group.kind}`;
    const title = make("p", { class: "suggestions-title", id, role: "presentation" }, group.title);
    return make("div", { role: "group", "aria-labelledby": id }, title, ...group.items.map((item) => this.option(group.kind, item, next())));
  }

  option(kind, item, number) {
    const icon = this.icons.querySelector(`[data-for~="${kind}"]`);
    const picture = make("span", { class: "suggestion-picture" });
    if (item.thumb) picture.append(make("img", { src: item.thumb, alt: "", width: 40, height: 40, decoding: "async" }));
    else if (icon) picture.append(icon.firstElementChild.cloneNode(true));
    const text = make("span", { class: "suggestion-text" }, make("span", { class: "suggestion-label" }, item.label));
    if (item.detail) text.append(make("span", { class: "suggestion-detail" }, item.detail));
    const option = make("div", { role: "option", id: `suggestion-${number}`, class: "suggestion", "aria-selected": "false" }, picture, text);
    if (item.count) option.append(make("span", { class: "suggestion-count" }, NUMBER.format(item.count)));
    return option;
  }

  mark(at) {
    const options = this.list.querySelectorAll("[role=option]");
    options[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    const option = options[at];
    if (!option) return this.box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  close() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.panel.hidden = true;
    this.status.textContent = "";
    this.box.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  pressed(event) {
    if (event.isComposing) return; // a syllable or an accent is still being put together
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.isOpen) return this.typed();
      // From the box itself, at -1, to the first or last, and around.
      const places = this.choices.length + 1;
      return this.mark(((this.at + 1 + step + places) % places) - 1);
    }
    if (!this.isOpen) return;
    if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.pick(this.choices[this.at]);
    } else if (event.key === "Escape") {
      event.preventDefault(); // or the browser empties the box
      this.close();
    }
  }

  clicked(event) {
    if (event.target === this.clear) {
      forget();
      this.close();
      return this.box.focus();
    }
    const option = event.target.closest("[role=option]");
    if (option) this.pick(this.choices[Number(option.id.split("-")[1])]);
  }

  pick(choice) {
    this.close();
    if (choice.url) return location.assign(choice.url);
    this.box.value = choice.text;
    if (!choice.facet) return this.typed(); // the name of a field: what shall be in it comes next
    if (!this.keeps(choice)) this.form.append(make("input", { type: "hidden", name: choice.facet, value: choice.value }));
    this.form.requestSubmit();
  }

  keeps({ facet, value }) {
    return [...this.form.elements].some((field) => field.name === facet && field.value === value);
  }
}

const form = document.querySelector("[data-suggest]");
if (form) new Suggestions(form);
