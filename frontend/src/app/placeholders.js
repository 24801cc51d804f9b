// Draws the tiny ThumbHash of each picture until its bytes arrive.
import { thumbHashToDataURL } from "thumbhash";

const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export function drawPlaceholders(root = document) {
  for (const element of root.querySelectorAll("[data-thumbhash]")) {
    const image = element instanceof HTMLImageElement ? element : element.querySelector("img");
    if (image?.complete && image.naturalWidth) continue;
    element.style.backgroundImage = `url(${thumbHashToDataURL(bytes(element.dataset.thumbhash))})`;
    image?.addEventListener("load", () => (element.style.backgroundImage = ""), { once: true });
  }
}

drawPlaceholders();
