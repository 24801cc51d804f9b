// What the browser remembers of an upload that was interrupted: how many files were left, and of which accession.
// Each account its own: another's accession is of no use.
const KEY = `tereze-upload-${document.querySelector("[data-owner]")?.dataset.owner ?? ""}`;
const LONGEST = 7 * 24 * 3600 * 1000; // as long as the archive keeps what has come of a file
const NAMES = 3;

export function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept && Date.now() - kept.at < LONGEST ? kept : null;
  } catch {
    return null;
  }
}

export function remember(accession, left) {
  const names = left.slice(0, NAMES).map((entry) => entry.name);
  try {
    localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), accession, count: left.length, names }));
  } catch {
    // A browser that keeps nothing: the files must be chosen again without a reminder.
  }
}

export const forget = () => localStorage.removeItem(KEY);
