// Searches made in this browser, by whoever is signed in, newest first. They never leave it, and go when one signs out.
const MOST = 8;
const key = `recent:${document.querySelector("[data-suggest]")?.dataset.owner ?? ""}`;

// Storage may be forbidden; then there is nothing to remember.
const attempt = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

export const recent = () => attempt(() => JSON.parse(localStorage.getItem(key))) ?? [];
export const forget = () => attempt(() => localStorage.removeItem(key));

const made = document.querySelector("[data-searched]");
if (made) {
  const search = { label: made.dataset.searched, url: made.dataset.url };
  const others = recent().filter((other) => other.label !== search.label);
  attempt(() => localStorage.setItem(key, JSON.stringify([search, ...others].slice(0, MOST))));
}

document.querySelector("[data-sign-out]")?.addEventListener("submit", forget);
