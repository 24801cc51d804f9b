// Copies the text of the element that a button names.
import { toast } from "./toast.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      toast(button.dataset.copied);
    } catch {
      // No clipboard without TLS or leave: mark the text, so that Ctrl+C takes it.
      getSelection().selectAllChildren(source);
    }
  });
}
