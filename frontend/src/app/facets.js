// A long facet gets a box that narrows it while one types.
const LONG = 10;

export function makeFilterable(root = document) {
  for (const list of root.querySelectorAll("[data-filterable]")) {
    if (list.children.length < LONG) continue;
    const box = document.createElement("input");
    Object.assign(box, { type: "search", className: "input facet-filter", placeholder: list.dataset.filterable });
    box.setAttribute("aria-label", list.dataset.filterable);
    box.addEventListener("input", () => {
      const wanted = box.value.trim().toLocaleLowerCase();
      for (const item of list.children) {
        item.hidden = !item.querySelector(".choice-label").textContent.toLocaleLowerCase().includes(wanted);
      }
    });
    list.before(box);
  }
}

makeFilterable();
