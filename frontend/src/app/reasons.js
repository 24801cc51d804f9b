// On each photo of a search the way to why it was found. Without this module the photo's own page has it.
for (const grid of document.querySelectorAll("[data-why]")) {
  const icon = grid.parentElement.querySelector("[data-why-icon]").content;
  for (const tile of grid.children) {
    const photo = tile.querySelector("img").alt;
    const link = Object.assign(document.createElement("a"), { className: "tile-why", rel: "nofollow", tabIndex: -1 });
    link.href = grid.dataset.why.replace("{id}", tile.dataset.id);
    link.dataset.dialog = "";
    link.setAttribute("aria-label", grid.dataset.whyLabel.replace("{photo}", () => photo));
    link.append(icon.cloneNode(true));
    tile.append(link);
  }
}
