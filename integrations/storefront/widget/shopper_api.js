/** fetch that gives up after `ms`, body included. */
function ask(url, options, ms = 12e3) {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), ms);
  return fetch(url, { cache: 'no-store', ...options, signal: stop.signal });
}

/** The Shopper API as `host`, a <regulars-widget>, is told to reach it. */
export function connect(host) {
  let token;
  let until = 0;
  const attr = (name) => host.getAttribute(name) || '';
  const api = {
    sub: '',

    /** One call. Throws with `status` (none: no answer that counts) and `code`. */
    async call(path, { key, body, method = body ? 'POST' : 'GET', anyone } = {}) {
      const proxy = attr('proxy');
      for (let tries = 0; ; tries++) {
        const bearer = !proxy && !anyone && (await api.token());
        const answer = await ask(
          (proxy || attr('api')) + '/' + path,
          {
            method,
            headers: {
              ...(bearer && { Authorization: 'Bearer ' + bearer }),
              ...(key && { 'Idempotency-Key': key }),
              ...(body && { 'Content-Type': 'application/json' }),
            },
            body: body && JSON.stringify(body),
            credentials: proxy ? 'same-origin' : 'omit',
          },
          body && 3e4
        );
        if (answer.status === 401 && bearer && !tries) {
          until = 0;
          continue;
        }
        const said = await answer.json().catch(() => {});
        if (answer.ok && said) return said;
        // A 200 that is no JSON (a password page, a hotel's Wi-Fi) is no answer.
        throw { status: !answer.ok && answer.status, code: said?.error?.code };
      }
    },

    /** The signed-in shopper's token, or nothing for a visitor; asked once for callers at once. */
    token() {
      if (Date.now() >= until) {
        until = Date.now() + 12e3; // for callers meanwhile, and for a visitor
        token = renew().catch((error) => {
          until = 0;
          throw error;
        });
      }
      return token;
    },

    /** The member, or null for a visitor. */
    async member() {
      const visitor = async () =>
        attr('proxy') ? host.hasAttribute('visitor') : !(await api.token());
      try {
        return (await visitor()) ? null : await api.call('member');
      } catch (error) {
        if (error.status === 401 && (attr('proxy') || (await visitor()))) return null;
        throw error;
      }
    },
  };

  /** Kept for four fifths of the life that the token states (exp - iat): the shopper's clock may be
      wrong, and a call begun with it must still arrive in time. */
  async function renew() {
    const url = attr('token-url');
    if (!url) return;
    const asked = Date.now();
    const answer = await ask(url, { credentials: 'include' });
    if (/204|40[13]/.test(answer.status)) return;
    const { token } = await answer.json();
    const said = JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
    api.sub = said.sub;
    until = asked + (said.exp - said.iat) * 800;
    return token;
  }

  return api;
}
