// Forms by which records are changed: pickers, rows, keys, and a warning before typed words are lost.
import { eventPicker, keywordPicker, peoplePicker } from "./staff/picker.js";

for (const control of document.querySelectorAll("[data-picker=event]")) eventPicker(control);
for (const control of document.querySelectorAll("[data-picker=keywords]")) keywordPicker(control);
for (const field of document.querySelectorAll("[data-people]")) peoplePicker(field);

// One cannot give something to all and take it off at once.
document.addEventListener("change", (event) => {
  const chip = event.target.closest(".held .chip");
  if (!chip || !event.target.checked) return;
  for (const box of chip.querySelectorAll("input:checked")) if (box !== event.target) box.checked = false;
});

const form = document.querySelector("[data-guarded]");
let touched = false;

form.addEventListener("input", () => (touched = true));
form.addEventListener("change", () => (touched = true));
form.addEventListener("submit", () => (touched = false));
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".button-primary"));
  }
});
addEventListener("beforeunload", (event) => {
  if (touched) event.preventDefault();
});

// Rows of a list: added as a copy of the last one, emptied.
const rows = document.querySelector("[data-rows]");

document.querySelector("[data-add-row]")?.addEventListener("click", () => {
  const row = rows.lastElementChild.cloneNode(true);
  for (const control of row.querySelectorAll("input")) control.value = "";
  for (const list of row.querySelectorAll("select")) list.selectedIndex = 0;
  rows.append(row);
  row.querySelector("input").focus();
});

rows?.addEventListener("click", (event) => {
  const row = event.target.closest("[data-remove-row]")?.closest("[data-row]");
  if (!row) return;
  touched = true;
  if (rows.children.length > 1) {
    (row.nextElementSibling ?? row.previousElementSibling).querySelector("input").focus();
    row.remove();
  } else {
    row.querySelector("input").value = "";
  }
});
