// How files come to the page: by a dialogue, by dropping them anywhere on it. `add([{ file, folder }])` takes them.
import { chosen, dropped } from "../staff/folders.js";

export function waysIn(page, zone, add) {
  for (const input of page.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", async () => {
      const found = await chosen(input.files);
      input.value = "";
      add(found);
    });
  }

  let over = 0; // dragenter and dragleave come for every child
  const leave = (count) => {
    over = Math.max(0, count);
    zone.classList.toggle("is-over", over > 0);
  };
  addEventListener("dragenter", (event) => {
    if (event.dataTransfer.types.includes("Files")) leave(over + 1);
  });
  addEventListener("dragleave", () => leave(over - 1));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    leave(0);
    add(await dropped(event.dataTransfer));
  });
}
