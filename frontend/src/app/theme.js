// Changes light and dark at once; the server keeps the choice in a cookie, so that the next page comes right.
const form = document.querySelector("[data-theme-form]");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = event.submitter;
  document.documentElement.dataset.theme = chosen.value;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
  fetch(form.action, { method: "POST", body: new FormData(form, chosen), redirect: "manual" });
});
