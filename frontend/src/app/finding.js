// "Find this picture": a file dropped on the search box is sent to be looked for. Without it, the form on the results does.
const box = document.querySelector(".searchbox[data-find]");

function carriesFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

function find(files) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = box.dataset.find;
  form.enctype = "multipart/form-data";
  form.hidden = true;
  const picture = document.createElement("input");
  picture.type = "file";
  picture.name = "picture";
  picture.files = files;
  form.append(picture);
  document.body.append(form);
  form.submit();
}

if (box) {
  for (const name of ["dragenter", "dragover"]) {
    box.addEventListener(name, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      box.classList.add("is-target");
    });
  }
  box.addEventListener("dragleave", (event) => {
    if (!box.contains(event.relatedTarget)) box.classList.remove("is-target");
  });
  box.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    box.classList.remove("is-target");
    if (event.dataTransfer.files.length) find(event.dataTransfer.files);
  });
}
