// One file of the list: how far it is, what the archive said.
export const OVER = ["new", "joined", "waiting", "held", "refused", "failed", "cancelled"];

export class Entry {
  state = "queued"; // then "checked", "sending", "lost", "reading"; and one of OVER
  sent = 0;
  about = ""; // what is to be said beside the state
  answer = null;
  target = null; // event and status that the archive was told
  sending = null;
  canvas = null;

  constructor({ file, folder }) {
    this.file = file;
    this.folder = folder;
  }

  get name() {
    return this.file.name;
  }

  get over() {
    return OVER.includes(this.state);
  }

  get underWay() {
    return ["checked", "sending", "lost", "reading"].includes(this.state);
  }

  // A file that is being read can no longer be called back.
  get canBeCancelled() {
    return !this.over && this.state !== "reading";
  }
}
