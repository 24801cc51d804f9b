// One file on its way: its bytes as the body of one request, tried again where the connection is lost.
import { csrfToken } from "./csrf.js";

const WAITS = [1, 3, 10]; // seconds before each further try

export class Lost extends Error {}
export class Fault extends Error {}

const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1000));

const online = () =>
  navigator.onLine ? Promise.resolve() : new Promise((resolve) => addEventListener("online", resolve, { once: true }));

// `progress(bytes)` is told as bytes leave. Resolves with the archive's answer, rejects with Lost or Fault.
export async function send(url, file, progress) {
  for (const wait of [...WAITS, null]) {
    try {
      return await once(url, file, progress);
    } catch (error) {
      if (!(error instanceof Lost) || wait === null) throw error;
      await seconds(wait);
      await online();
    }
  }
}

function once(url, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => {
      if (request.status === 200) return resolve(JSON.parse(request.responseText));
      if ([502, 503, 504].includes(request.status)) return reject(new Lost(reason(request)));
      reject(new Fault(reason(request)));
    };
    request.onerror = () => reject(new Lost(""));
    request.send(file);
  });
}

function reason(request) {
  try {
    return JSON.parse(request.responseText).error.message;
  } catch {
    return "";
  }
}
