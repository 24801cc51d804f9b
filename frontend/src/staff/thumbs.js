// Small pictures of local files, drawn one after the other and only for rows that somebody sees.
const waiting = [];
let drawing = false;

const observer = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    waiting.push(target);
  }
  draw();
});

const files = new WeakMap();

export function thumbFor(canvas, file) {
  files.set(canvas, file);
  observer.observe(canvas);
}

async function draw() {
  if (drawing) return;
  drawing = true;
  while (waiting.length) await drawOne(waiting.pop());
  drawing = false;
}

async function drawOne(canvas) {
  try {
    const picture = await createImageBitmap(files.get(canvas), { resizeWidth: 2 * canvas.width, resizeQuality: "low" });
    const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    canvas.getContext("2d").drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    picture.close();
    canvas.classList.add("is-drawn");
  } catch {
    // The browser cannot read it (HEIC, TIFF): the archive's own thumbnail comes with the answer.
  }
}
