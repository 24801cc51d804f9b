// Requests of the upload page beside the files themselves.
import { csrfToken } from "../staff/csrf.js";

const headers = () => ({ Accept: "application/json", "X-CSRFToken": csrfToken() });

// The request's answer, or an error with the archive's own sentence.
export async function post(url, values) {
  const answer = await fetch(url, { method: "POST", headers: headers(), body: new URLSearchParams(values) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error.message);
  return told;
}

// Whoever signed in again, in another tab, has another token than this page was made with.
export async function freshToken() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("meta[name=csrf-token]");
  if (fresh) document.querySelector("meta[name=csrf-token]").replaceWith(fresh);
}

// Finds or makes the event of each folder, once.
export class FolderEvents {
  #url;
  #known = new Map();

  constructor(url) {
    this.#url = url;
  }

  // The event's number. A folder that could not be asked for is asked for again.
  of(folder) {
    if (!this.#known.has(folder)) {
      const asked = this.#ask(folder.split("/").at(-1));
      this.#known.set(folder, asked);
      asked.catch(() => this.#known.delete(folder));
    }
    return this.#known.get(folder);
  }

  async #ask(title) {
    const answer = await fetch(`${this.#url}?q=${encodeURIComponent(title)}`, { headers: headers() });
    const there = answer.ok ? (await answer.json()).find((event) => event.text === title) : null;
    return (there ?? (await post(this.#url, { name: title }))).value;
  }
}
