const memory = {};

/** Reads (no value), sets, or forgets (null) a text for this tab. Storage may be forbidden. */
export function keep(name, value) {
  try {
    if (value) sessionStorage.setItem(name, value);
    else if (value === null) sessionStorage.removeItem(name);
    else return sessionStorage.getItem(name) || memory[name];
  } catch {}
  if (value !== undefined) memory[name] = value;
  return memory[name];
}

/** crypto.randomUUID exists on https only; a shop behind plain http still needs a key. */
export const uuid = () =>
  crypto.randomUUID?.() ||
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('-');
