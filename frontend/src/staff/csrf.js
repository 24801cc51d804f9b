// The token that every request which changes something carries.
export const csrfToken = () => document.querySelector("meta[name=csrf-token]").content;
