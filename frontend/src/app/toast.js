// A short message at the edge of the page, read out by screen readers.
const SECONDS = 5;

export function toast(text) {
  const message = document.createElement("p");
  message.className = "toast";
  message.textContent = text;
  document.querySelector("[data-toasts]").append(message);
  setTimeout(() => message.remove(), SECONDS * 1000);
}
