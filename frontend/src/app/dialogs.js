// Links to short pages that are read in place: the part of the page that is meant opens in a dialog.
// Without this module, with a modifier key, or when the page cannot be had, the link is followed.
import { makeFilterable } from "./facets.js";

async function fragment(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-fragment]");
}

async function open(link) {
  const content = await fragment(link.href);
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog-page";
  dialog.setAttribute("aria-labelledby", content.querySelector("h1").id);
  const close = Object.assign(document.createElement("button"), { className: "button button-quiet button-icon dialog-close", type: "button", textContent: "×" });
  close.setAttribute("aria-label", document.body.dataset.close);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(close, content);
  makeFilterable(dialog);
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link).catch(() => location.assign(link.href));
});
