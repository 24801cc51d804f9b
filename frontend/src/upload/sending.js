// One file on its way, by tus: in pieces that are asked for again after a lost connection, a reload, a restart.
import { Upload } from "tus-js-client";
import { csrfToken } from "../staff/csrf.js";

const PIECE = 32 << 20; // bytes of one request; the most that is sent twice
const AT_ONCE = 1 << 20; // files up to it travel with their creation: one request each
const WAITS = [0, 1, 3, 5, 10, 20, ...Array(30).fill(30)].map((seconds) => seconds * 1000);
const AGAIN = new Set([409, 423, 460, 500, 502, 503, 504]);
const SIGNED_OUT = new Set([400, 401]); // without a session, or with the token of another one
const HALTING = new Set([...SIGNED_OUT, 403, 507]); // whatever comes next would fare the same

// `halts` tells that no other file would fare better just now.
export class Failure extends Error {
  constructor(message, status) {
    super(message);
    this.halts = HALTING.has(status);
    this.signedOut = SIGNED_OUT.has(status);
  }
}

export class Cancelled extends Error {}

export class Sending {
  #upload;
  #answer = null;
  #paused = false;
  #resolve;
  #reject;

  // `about` is what the archive is told of the file; `told` has progress(bytes) and waiting().
  constructor(endpoint, file, about, told) {
    this.#upload = new Upload(file, {
      endpoint,
      metadata: about,
      chunkSize: PIECE,
      uploadDataDuringCreation: file.size <= AT_ONCE,
      storeFingerprintForResuming: file.size > AT_ONCE,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => `tereze-${about.sha256}-${file.size}`,
      retryDelays: WAITS,
      onProgress: told.progress,
      // The token is that of the page as it is now.
      onBeforeRequest: (request) => {
        request.setHeader("Accept", "application/json");
        request.setHeader("X-CSRFToken", csrfToken());
      },
      onAfterResponse: (_, response) => this.#listen(response),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (!status) told.waiting();
        return !status || AGAIN.has(status);
      },
    });
  }

  // Resolves with what became of the file; rejects with Failure or Cancelled.
  async run() {
    const previous = await this.#upload.findPreviousUploads();
    if (previous.length) this.#upload.resumeFromPreviousUpload(previous[0]);
    const resumed = previous.length > 0;
    await new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      Object.assign(this.#upload.options, {
        onSuccess: resolve,
        onError: (error) => reject(failure(error.originalResponse)),
      });
      this.#upload.start();
    });
    return { resumed, answer: this.#answer ?? (await this.#ask()) };
  }

  pause() {
    this.#paused = true;
    this.#upload.abort();
  }

  goOn() {
    if (!this.#paused) return;
    this.#paused = false;
    this.#upload.start();
  }

  // At once, rather than after the rest of a wait.
  restart() {
    this.pause();
    this.goOn();
  }

  async cancel() {
    this.#reject?.(new Cancelled());
    await this.#upload.abort(true).catch(() => {}); // what stays with the archive expires
  }

  // The answer to a creation tells what became of a file that came whole with it, or is held already.
  #listen(response) {
    if (response.getStatus() !== 201) return;
    this.#answer = JSON.parse(response.getBody()).receipt;
    if (!this.#answer) return;
    this.#upload.options.storeFingerprintForResuming = false;
    this.#upload.abort();
    this.#resolve();
  }

  async #ask() {
    for (const wait of WAITS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const headers = { Accept: "application/json", "Tus-Resumable": "1.0.0" };
      const response = await fetch(this.#upload.url, { headers }).catch(() => null);
      if (response?.ok) return (await response.json()).receipt;
    }
    throw new Failure("", 0);
  }
}

function failure(response) {
  let message = "";
  try {
    message = JSON.parse(response.getBody()).error.message;
  } catch {
    // No answer of the archive's own.
  }
  return new Failure(message, response?.getStatus() ?? 0);
}
