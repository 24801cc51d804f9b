// Choosing records while one types, and making those that are missing. Without it the plain control stays.
import TomSelect from "tom-select/base";
import removeButton from "tom-select/plugins/remove_button/plugin.js";
import { toast } from "../app/toast.js";
import { csrfToken } from "./csrf.js";

TomSelect.define("remove_button", removeButton);

const element = (className, ...content) => {
  const made = document.createElement("div");
  made.className = className;
  made.append(...content);
  return made;
};

async function find(url, query) {
  const answer = await fetch(`${url}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

// The record that was made, or an error with the sentence that the server gives for people.
async function make(url, name) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: new URLSearchParams({ name }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error.message);
  return told;
}

// `words` carries url, create, none and failed: the data attributes that the template gives.
export function picker(control, words, settings = {}) {
  // Choices that are no records ("No event", "Mixed") stay whatever is looked for.
  const fixed = [...(control.options ?? [])].filter((option) => !/^\d+$/.test(option.value));
  const always = fixed.map((option) => ({ value: option.value, text: option.text }));
  // What the server gave, and for which words. It searches by every name in every script, so what it gives is right.
  let answered = { query: "", values: null };

  const made = new TomSelect(control, {
    maxOptions: null,
    refreshThrottle: 0,
    loadThrottle: 180,
    hidePlaceholder: true,
    selectOnTab: false,
    closeAfterSelect: true,
    searchField: ["text"],
    score: (query) => (choice) => Number(!query || (answered.query === query && answered.values.has(choice.value))),
    sortField: [{ field: "$order" }],
    shouldLoad: () => true,
    async load(query, done) {
      try {
        const found = await find(words.url, query);
        answered = { query, values: new Set(found.map((choice) => choice.value)) };
        this.clearOptions();
        done(query ? found : [...always, ...found]);
      } catch {
        done();
      }
    },
    // Not before it is known who is called that already.
    createFilter: (text) => text.trim() && answered.query === text,
    create(name, done) {
      make(words.url, name.trim()).then(done, (error) => {
        toast(error.message || words.failed);
        done();
      });
    },
    render: {
      option: (choice) => element("option", element("option-text", choice.text), element("option-note", choice.note ?? "")),
      item: (choice) => element("item", choice.text),
      option_create: (choice) => element("create", `${words.create}: “${choice.input}”`),
      no_results: () => element("no-results", words.none),
      loading: () => element("spinner"),
    },
    ...settings,
  });
  made.control_input.setAttribute("spellcheck", "false");
  return made;
}

export const eventPicker = (control) =>
  picker(control, control.dataset, {
    maxItems: 1,
    allowEmptyOption: true,
    // Typing takes the place of what is chosen; leaving without a choice keeps it.
    onType() {
      this.wrapper.classList.add("is-typing");
    },
    onBlur() {
      this.wrapper.classList.remove("is-typing");
    },
    onItemAdd() {
      this.wrapper.classList.remove("is-typing");
      this.setTextboxValue("");
    },
  });

// Keywords are no records: what is typed is what is saved.
export const keywordPicker = (control) =>
  picker(control, control.dataset, {
    plugins: { remove_button: { title: control.dataset.remove } },
    delimiter: ",",
    persist: false,
    createFilter: (term) => term.trim().length > 0,
    create: (term) => ({ value: term.trim(), text: term.trim() }),
    shouldLoad: (query) => query.length > 0,
    onItemAdd() {
      this.setTextboxValue("");
    },
  });

// A list of people in the place of a box of names.
export function peoplePicker(field) {
  const names = field.querySelector("textarea");
  if (names.value.trim()) return; // typed without the picker, and to be mended there
  const list = document.createElement("select");
  Object.assign(list, { id: names.id, name: "add_person", multiple: true });
  names.replaceWith(list);
  picker(list, field.dataset, {
    plugins: { remove_button: { title: field.dataset.remove } },
    shouldLoad: (query) => query.length > 0,
    onItemAdd() {
      this.setTextboxValue("");
    },
  });
}
