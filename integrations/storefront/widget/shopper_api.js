/** fetch that gives up after `ms`, body included. */
function ask(url, options, ms) {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), ms || 12e3);
  return fetch(url, { cache: 'no-store', ...options, signal: stop.signal });
}

/** The Shopper API in the way that `attr`, a widget's attributes by name, says to reach it. */
export function connect(attr) {
  let token;
  let until = 0;

  /** The signed-in shopper's token, or nothing for a visitor; asked once for callers at once. */
  function getToken() {
    if (Date.now() > until) {
      until = Date.now() + 12e3; // callers meanwhile wait for the same answer
      token = renew().catch((error) => {
        until = 0;
        throw error;
      });
    }
    return token;
  }

  /** Kept for four fifths of the life that the token states (exp - iat): the shopper's clock may be
      wrong, and a call begun with it must still arrive in time. */
  async function renew() {
    const url = attr('token-url');
    const answer = url && (await ask(url, { credentials: 'include' }));
    if (!answer || /204|40[13]/.test(answer.status)) {
      until = 0;
      return;
    }
    const { token } = await answer.json();
    const said = JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
    api.sub = said.sub;
    until = Date.now() + (said.exp - said.iat) * 800;
    return token;
  }

  const api = {
    sub: '',

    /** One call. Throws with `status` (none: no answer that counts) and `code`. */
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
          until = 0;
          continue;
        }
        const said = await answer.json().catch(() => {});
        if (ok && said) return said;
        // A 200 that is no JSON (a password page, a hotel's Wi-Fi) is no answer.
        throw { status: ok || status, code: said?.error?.code };
      }
    },

    /** The member, or null for a visitor. */
    async member() {
      const visitor = async () => !attr('proxy') && !(await getToken());
      if (attr('visitor') != null || (await visitor())) return null;
      try {
        return await api.call('member');
      } catch (error) {
        if (error.status === 401 && (attr('proxy') || (await visitor()))) return null;
        throw error;
      }
    },
  };
  return api;
}
