/** fetch that gives up after `ms`, body included. */
function ask(url, options, ms) {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), ms || 12e3);
  return fetch(url, { cache: 'no-store', ...options, signal: stop.signal });
}

/** Tokens by the address that answers them: every Regulars element of a page uses the same one. */
const tokens = (globalThis[Symbol.for('regulars')] ||= {});

/** The Shopper API in the way that `attr`, an element's attributes by name, says to reach it. */
export function connect(attr) {
  const known = () => (tokens[attr('token-url')] ||= { until: 0 });

  /** The token, or nothing for a visitor; asked once for callers at once. */
  function getToken() {
    const held = known();
    if (Date.now() > held.until) {
      held.until = Date.now() + 12e3; // callers meanwhile wait for the same answer
      held.token = renew(held).catch((error) => {
        held.until = 0;
        throw error;
      });
    }
    return held.token;
  }

  /** Kept for four fifths of the life that the token states (exp - iat): the shopper's clock may be
      wrong, and a call begun with it must still arrive in time. */
  async function renew(held) {
    const url = attr('token-url');
    const answer = url && (await ask(url, { credentials: 'include' }));
    held.said = {};
    if (!answer || /204|40[13]/.test(answer.status)) {
      held.until = 0;
      return;
    }
    const { token } = await answer.json();
    const said = JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
    held.said = said;
    held.until = Date.now() + (said.exp - said.iat) * 800;
    return token;
  }

  /** Whether the token is a shopper's; sub "0" vouches only for orders placed as a guest. */
  const signedIn = async () => (await getToken()) && !api.guest;

  const api = {
    /** The customer id that the token names. */
    get sub() {
      return known().said?.sub || '';
    },

    /** Whether the token is one for a guest's orders. */
    get guest() {
      return api.sub === '0';
    },

    /** One call: GET, or POST with a `body`; `anyone` sends no token. Throws with `status` (none: no
        answer that counts), `code` and `details`. */
    async call(path, { key, body, anyone } = {}) {
      const proxy = attr('proxy');
      for (let again = true; ; again = false) {
        const bearer = !proxy && !anyone && (await getToken());
        const answer = await ask(
          (proxy || attr('api')) + '/' + path,
          {
            method: body ? 'POST' : 'GET',
            headers: {
              ...(bearer && { Authorization: 'Bearer ' + bearer }),
              ...(key && { 'Idempotency-Key': key }),
              ...(body && { 'Content-Type': 'application/json' }),
            },
            body: body && JSON.stringify(body),
            credentials: 'same-origin',
          },
          body && 3e4
        );
        const { status, ok } = answer;
        if (status === 401 && bearer && again) {
          known().until = 0;
          continue;
        }
        const said = await answer.json().catch(() => {});
        if (ok && said) return said;
        // A 200 that is no JSON (a password page, a hotel's Wi-Fi) is no answer.
        throw { ...said?.error, status: ok || status };
      }
    },

    /** The member, or null for a visitor. */
    async member() {
      const proxy = attr('proxy');
      if (attr('visitor') != null || !(proxy || (await signedIn()))) return null;
      try {
        return await api.call('member');
      } catch (error) {
        if (error.status === 401 && (proxy || !(await signedIn()))) return null;
        throw error;
      }
    },
  };
  return api;
}
