const memory = {};

/** Reads (no value), sets, or forgets (null) a text: for this tab, or in `where` "localStorage" for
    this browser. Storage may be forbidden: then it lasts as long as the page. */
export function keep(name, value, where = 'sessionStorage') {
  try {
    if (value) window[where].setItem(name, value);
    else if (value === null) window[where].removeItem(name);
    else return window[where].getItem(name) || memory[name];
  } catch {}
  if (value !== undefined) memory[name] = value;
  return memory[name];
}

/** crypto.randomUUID exists on https only; a shop behind plain http still needs a key. */
export const uuid = () =>
  crypto.randomUUID?.() ||
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('-');
