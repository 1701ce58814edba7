/**
 * <regulars-widget>: a shopper's points on any page of a shop. One file, no dependency, no build.
 *
 *   <script type="module" src=".../regulars-widget.js"></script>
 *   <regulars-widget api="/storefront" store="woo-1a2b3c" token-url="/points-token"></regulars-widget>
 *
 * api          prefix of the Shopper API
 * store        store id, for the public program
 * token-url    answers {"token": "<jwt>"} for the signed-in shopper, 401 or 204 for a visitor
 * proxy        Shopify: app-proxy prefix, used instead of api and token-url; a 401 there is a visitor
 * visitor      present: the page knows that nobody is signed in; nothing is asked until it opens
 * sign-in-url, join-url   where a visitor goes
 * lang         "en" or "zh-Hant"; the document's language without it
 * color        the shop's colour (hex, rgb, hsl, name); text on it turns black or white by contrast
 * position     "left" or "right"; the reading direction's end without it
 *
 * Methods: open(), close(), refresh(). Parts for a theme's CSS: launcher, panel.
 */

const TEXT = {
  // key: [English, Traditional Chinese as shops in Taiwan write it]
  title: ['Rewards', '會員點數'],
  close: ['Close', '關閉'],
  back: ['Back', '返回'],
  loading: ['Loading…', '載入中…'],
  available: ['available to use', '可使用點數'],
  point: ['{n} point', '{n} 點'],
  points: ['{n} points', '{n} 點'],
  pending: [
    '{p} on the way. They become usable once your order is paid.',
    '{p}待入帳，訂單完成付款後即可使用。',
  ],
  debt: [
    '{p} to make up: an order was returned after its points had been used. New points cover this first.',
    '{p}待抵扣：退貨訂單的點數先前已使用，之後獲得的點數會優先抵扣。',
  ],
  ends: ['{p} end on {d}.', '{p}將於 {d} 到期。'],
  next: ['Spend {m} more to reach {t}', '再消費 {m} 即可升級為{t}'],
  top: ['You have reached the highest tier', '您已是最高等級會員'],
  keep: ['You keep {t} until {d}', '{t}資格保留至 {d}'],
  progress: ['Progress to {t}', '升級{t}進度'],
  rewards: ['Use your points', '兌換優惠'],
  visitorRewards: ['What points become', '點數可以兌換'],
  noRewards: ['No rewards yet. Do come back.', '目前沒有可兌換的優惠，敬請期待。'],
  redeem: ['Redeem', '兌換'],
  missing: ['{p} to go', '還差 {p}'],
  ask: ['Redeem {r}?', '確定要兌換「{r}」嗎？'],
  askText: [
    'This uses {p} and leaves you {q}. You get a code for your cart. While it is unused you can give it back for the points.',
    '將使用 {p}，兌換後剩餘 {q}。您會得到一組結帳用的優惠碼，未使用前都可以退回，點數會歸還給您。',
  ],
  again: [
    'We did not hear back last time. Going on does not take your points twice.',
    '上次沒有收到結果，繼續兌換不會重複扣點。',
  ],
  use: ['Use {p}', '使用 {p}兌換'],
  cancel: ['Cancel', '取消'],
  wait: ['One moment…', '處理中…'],
  code: ['Your code', '您的優惠碼'],
  enter: ['Enter it in the cart or at checkout.', '請於購物車或結帳頁輸入此優惠碼。'],
  copy: ['Copy', '複製'],
  copied: ['Code copied', '已複製優惠碼'],
  selected: ['The code is selected: copy it from here', '已選取優惠碼，請自行複製'],
  valid: ['Valid until {d}', '有效期限至 {d}'],
  making: [
    'Your code is being made. This takes a few seconds; you can close this and find it under My codes.',
    '優惠碼產生中，通常只需幾秒。您可以先關閉，稍後在「我的優惠碼」查看。',
  ],
  ready: ['Your code is ready', '優惠碼已產生'],
  unmade: ['The code could not be made. Your points are back.', '優惠碼未能產生，點數已退回。'],
  codes: ['My codes', '我的優惠碼'],
  give: ['Give back', '退回'],
  giveAsk: ['Give back {r}?', '確定要退回「{r}」嗎？'],
  giveText: ['The code {c} stops working and {p} return to you.', '優惠碼 {c} 將失效，{p}會退回給您。'],
  giveYes: ['Give back the code', '確認退回'],
  given: ['{p} are back', '已退回 {p}'],
  wasUsed: ['This code has already been used', '此優惠碼已使用，無法退回'],
  held: ['Being made…', '產生中…'],
  returning: ['Being given back…', '退回處理中…'],
  used: ['Used', '已使用'],
  returned: ['Given back', '已退回'],
  expired: ['Expired', '已過期'],
  history: ['History', '點數紀錄'],
  waiting: ['pending', '待入帳'],
  more: ['Show more', '顯示更多'],
  nothing: ['Nothing yet. Your first order starts it.', '目前沒有紀錄，完成第一筆訂單就會開始累積。'],
  earn: ['Ways to earn', '如何累積點數'],
  rate: ['{p} for every {m} you spend', '每消費 {m} 可得 {p}'],
  tier: ['{t}: {x}× points', '{t}：{x} 倍點數'],
  tierFrom: ['{t}: {x}× points, from {m} in 12 months', '{t}：{x} 倍點數，近 12 個月消費滿 {m}'],
  invite: ['Every order earns points', '購物就能累積點數'],
  inviteText: [
    'Sign in or create an account to collect points and turn them into rewards.',
    '登入或加入會員，即可累積點數、兌換優惠。',
  ],
  signIn: ['Sign in', '登入'],
  join: ['Join', '加入會員'],
  claim: ['Ordered as a guest before?', '曾以訪客身分訂購嗎？'],
  claimText: [
    'You may have points from orders as a guest at this address. We mail you a link that brings them here.',
    '以訪客身分用此電子信箱訂購的點數，可以併入您的帳戶。我們會寄一封確認信給您。',
  ],
  claimYes: ['Mail me a link', '寄確認信給我'],
  claimSent: ['Sent. Open the link in the mail to bring your points here.', '已寄出，請開啟信中的連結，點數就會併入帳戶。'],
  dead: [
    'We cannot reach your points right now. They are safe; nothing else in the shop is affected.',
    '目前無法讀取點數。您的點數都還在，購物不受影響。',
  ],
  retry: ['Try again', '再試一次'],
  lost: [
    'We did not hear back. Try again: your points are not taken twice.',
    '沒有收到回應，請再試一次，點數不會重複扣除。',
  ],
  refused: ['That did not work. Please try again later.', '操作未成功，請稍後再試。'],
  short: ['You no longer have enough points for this', '您的點數不足，無法兌換'],
  cut: ['Redeeming {r} was interrupted.', '「{r}」的兌換曾中斷。'],
  goOn: ['Continue', '繼續'],
};

const CSS = `
:host{all:initial;font-family:inherit;--c:#1f4d3f;--on:#fff;--shade:#0003;--bg:#fff;--card:#f6f5f1;--ink:#1d1c1a;--soft:#615e57;--line:#e4e1d9;color-scheme:light}
@media (prefers-color-scheme:dark){:host{--c:#2b6a56;--bg:#191817;--card:#24221f;--ink:#f4f1eb;--soft:#b3ada2;--line:#3b3834;color-scheme:dark}}
@media print{:host{display:none}}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
:focus-visible{outline:2px solid currentColor;outline-offset:2px}
button,.btn,summary{min-height:44px;cursor:pointer;touch-action:manipulation}
.launcher{position:fixed;z-index:var(--regulars-z,9990);inset-block-end:calc(16px + env(safe-area-inset-bottom));inset-inline-end:16px;display:flex;align-items:center;gap:8px;height:52px;padding:0 20px 0 16px;border:1px solid #ffffff26;border-radius:26px;background:var(--c);color:var(--on);font-size:15px;font-weight:600;line-height:1;font-variant-numeric:tabular-nums;box-shadow:0 6px 24px #0000002e;transition:transform .2s}
.launcher:hover{transform:translateY(-2px)}
.launcher:focus-visible{outline:2px solid var(--on);outline-offset:-5px;box-shadow:0 0 0 3px var(--c),0 6px 24px #0000002e}
:host([position=left]) .launcher,:host([position=left]) dialog{left:16px;right:auto}
:host([position=right]) .launcher,:host([position=right]) dialog{right:16px;left:auto}
svg{width:20px;height:20px;fill:currentColor;flex:none}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
dialog{position:fixed;inset:auto;inset-block-end:16px;inset-inline-end:16px;width:380px;max-width:none;height:min(720px,calc(100dvh - 32px));max-height:none;border:0;border-radius:22px;overflow:hidden;background:var(--bg);color:var(--ink);font-size:15px;line-height:1.5;text-align:start;box-shadow:0 0 0 1px var(--line),0 24px 64px #00000040}
dialog[open]{display:flex;flex-direction:column;animation:up .28s cubic-bezier(.2,.8,.2,1)}
dialog::backdrop{background:#14120f59;animation:in .28s}
@keyframes up{from{opacity:0;transform:translateY(24px)}}
@keyframes in{from{opacity:0}}
header{display:flex;align-items:center;gap:4px;padding:10px 8px 6px 20px}
:host(:dir(rtl)) header{padding:10px 20px 6px 8px}
h2{flex:1;font-size:17px;font-weight:650}
h3{font-size:15px;font-weight:650;text-wrap:balance}
h4{font-size:19px;font-weight:650;line-height:1.35;text-wrap:balance}
header button{display:grid;place-items:center;min-width:44px;padding:0 8px;border:0;border-radius:22px;background:none;color:var(--soft)}
header button:hover,summary:hover{color:var(--ink);background:var(--card)}
main{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:4px 16px 20px;display:flex;flex-direction:column;gap:20px}
section,.col{display:flex;flex-direction:column;gap:10px}
.hero{position:relative;overflow:hidden;gap:2px;padding:20px;border-radius:18px;background:var(--c);color:var(--on)}
.hero:after{content:"";position:absolute;width:170px;height:170px;inset-block-start:-70px;inset-inline-end:-50px;border:26px solid var(--shade);border-radius:50%;opacity:.55}
.hero>*{position:relative;z-index:1}
.chip{align-self:start;padding:3px 12px;margin-block-end:10px;border-radius:14px;background:var(--shade);font-size:13px;font-weight:600}
.big{font-size:44px;font-weight:680;line-height:1.1;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.bar{height:6px;margin-block:16px 8px;border-radius:3px;background:var(--shade);overflow:hidden}
.bar i{display:block;height:100%;min-width:6px;border-radius:3px;background:var(--on);transition:width .6s}
small,.soft{font-size:13px;color:var(--soft)}
.hero small{color:inherit}
.box{padding:16px;border-radius:16px;background:var(--card)}
.err{box-shadow:inset 0 0 0 1px var(--line)}
ul{list-style:none;display:flex;flex-direction:column}
.list li{display:flex;align-items:center;gap:12px;min-height:64px;padding:8px 0;border-block-end:1px solid var(--line)}
.list li:last-child{border:0}
.list li>div{flex:1;min-width:0;overflow-wrap:anywhere}
.list small{display:block}
.notes{gap:6px;padding:0 4px}
.name{font-weight:600}
.num{font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap;text-align:end}
.btn{display:inline-flex;align-items:center;justify-content:center;padding:8px 18px;border:1px solid transparent;border-radius:22px;background:var(--c);color:var(--on);font-size:14px;font-weight:600;line-height:1.2;text-decoration:none}
.btn:hover{filter:brightness(1.08)}
.btn:focus-visible,summary:focus-visible,input:focus-visible{outline-color:var(--ink)}
.alt{background:none;border-color:var(--line);color:var(--ink)}
.alt:hover{filter:none;background:var(--card)}
.btn:disabled{padding-inline:0;background:none;color:var(--soft);font-weight:400;font-size:13px;filter:none;cursor:default}
.row{display:flex;flex-wrap:wrap;gap:8px}
.row .btn{flex:1}
.ticket{padding:14px;border:1px dashed var(--soft);border-radius:16px}
.ticket .top{display:flex;justify-content:space-between;align-items:baseline;gap:12px}
input{flex:1;min-width:0;width:0;height:44px;padding:0 12px;border:0;border-radius:12px;background:var(--card);font:600 16px/1 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.04em;text-overflow:ellipsis}
.ticket .row{flex-wrap:nowrap}
.ticket .row .btn{flex:none}
details{border-block-start:1px solid var(--line);margin-block-end:-20px}
summary{display:flex;align-items:center;justify-content:space-between;min-height:56px;margin-inline:-8px;padding-inline:8px;border-radius:12px;font-weight:650;list-style:none}
summary::-webkit-details-marker{display:none}
summary:after{content:"";width:8px;height:8px;margin-inline-end:4px;border:solid var(--soft);border-width:0 2px 2px 0;transform:translateY(-2px) rotate(45deg);transition:transform .2s}
[open]>summary:after{transform:translateY(2px) rotate(225deg)}
details>.in{padding-block-end:20px}
.ways{gap:8px}
.ways li{padding-inline-start:16px;position:relative}
.ways li:before{content:"";position:absolute;inset-inline-start:2px;top:9px;width:6px;height:6px;border-radius:50%;background:var(--soft)}
.sk{border-radius:18px;background:var(--card);animation:in 1s infinite alternate}
[role=status]{font-size:14px;font-weight:600;text-align:center;background:var(--ink);color:var(--bg)}
[role=status]:not(:empty){padding:12px 16px;margin:0 12px 12px;border-radius:14px;animation:in .2s}
@media (max-width:519px){dialog,:host([position]) dialog{inset:auto 0 0;width:100%;height:calc(100dvh - 12px);border-radius:22px 22px 0 0}main{padding-block-end:calc(20px + env(safe-area-inset-bottom))}}
@media (prefers-reduced-motion:reduce){*,:before,:after,::backdrop{animation:none!important;transition:none!important}}
@media (forced-colors:active){.btn,.launcher,.hero,.bar{border:1px solid}.bar i{background:Highlight}}
`;
const STAR = 'M12 1.5l2.7 7.8 7.8 2.7-7.8 2.7L12 22.5l-2.7-7.8L1.5 12l7.8-2.7z';
const CROSS = 'M6.4 5L12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z';

/* Drawing: h() describes a node, draw() brings a parent's children to the description and keeps the
   nodes that stay, so focus, scroll position and open disclosures survive every update. */
const h = (tag, props, ...kids) => ({ tag, props: props || {}, kids });

function draw(parent, kids) {
  let at = parent.firstChild;
  for (const kid of kids.flat(9)) {
    if (kid == null || kid === false || kid === '') continue;
    const { tag, props } = kid;
    const id = tag ? tag + (props.key ?? '') : '#';
    let node = at;
    while (node && node.$id !== id) node = node.nextSibling;
    if (node) {
      while (at !== node) {
        const gone = at;
        at = at.nextSibling;
        gone.remove();
      }
    } else {
      node = !tag
        ? document.createTextNode('')
        : /svg|path/.test(tag)
          ? document.createElementNS('http://www.w3.org/2000/svg', tag)
          : document.createElement(tag);
      node.$id = id;
      parent.insertBefore(node, at);
    }
    at = node.nextSibling;
    if (!tag) {
      if (node.data !== String(kid)) node.data = kid;
      continue;
    }
    const old = node.$props || {};
    for (const name in { ...old, ...props }) {
      const value = props[name];
      if (name === 'key' || value === old[name]) continue;
      // Properties, not attributes: a shop's Content-Security-Policy may forbid inline style and script.
      if (name.startsWith('on') || name === 'value') node[name] = value ?? null;
      else if (name === 'width') node.style.width = value;
      else if (value == null || value === false) node.removeAttribute(name);
      else node.setAttribute(name, value === true ? '' : value);
    }
    node.$props = props;
    draw(node, kid.kids);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

const icon = (d) => h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d }));

/** Keep (value), forget (null) or read (undefined) a text for this tab; private modes throw. */
const memory = {};
function keep(name, value) {
  try {
    if (value) sessionStorage.setItem(name, value);
    else if (value === null) sessionStorage.removeItem(name);
    else return sessionStorage.getItem(name) || memory[name];
  } catch {}
  if (value !== undefined) memory[name] = value;
  return memory[name];
}

/** crypto.randomUUID exists on https pages only; shops behind plain http still need a key. */
const uuid = () =>
  crypto.randomUUID?.() ??
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16)
  );

/** fetch that gives up after `ms`, body included. */
function ask(url, options, ms = 12e3) {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), ms);
  return fetch(url, { ...options, signal: stop.signal });
}

const isOpen = (code) => /held|returning/.test(code.status);

class RegularsWidget extends HTMLElement {
  static observedAttributes = ['lang', 'color', 'position'];

  #root = this.attachShadow({ mode: 'open' });
  #settled = false; // something is known (or known to be unreachable): the launcher may show
  #failed = false;
  #member; // undefined: not known; null: a visitor
  #program;
  #codes = [];
  #entries; // undefined until the history is opened
  #cursor;
  #screen = {};
  #said = '';
  #busy = false;
  #claimed = false;
  #turn = 0; // answers of a refresh that was overtaken are dropped
  #token;
  #tokenUntil = 0;
  #sub = '';
  #timer;
  #pause;
  #opener;

  connectedCallback() {
    if (!this.#root.firstChild) {
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(CSS);
        this.#root.adoptedStyleSheets = [sheet];
      } catch {
        draw(this.#root, [h('style', { key: 'css' }, CSS)]);
      }
    }
    // After the page has loaded and gone quiet: the shop's own work comes first.
    const idle = () =>
      window.requestIdleCallback
        ? requestIdleCallback(() => this.refresh(), { timeout: 5e3 })
        : setTimeout(() => this.refresh(), 1e3);
    if (document.readyState === 'complete') idle();
    else addEventListener('load', idle, { once: true });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#turn++;
  }

  attributeChangedCallback() {
    if (this.#settled) this.#render();
  }

  /* ---- what it knows ---- */

  #attr(name) {
    return this.getAttribute(name) || '';
  }

  get #proxy() {
    return this.#attr('proxy');
  }

  get #dialog() {
    return this.#root.querySelector('dialog');
  }

  /** The signed-in shopper's token, or null for a visitor. Renewed at four fifths of its life, which
      it says itself (exp - iat): the shopper's clock may be wrong. */
  #getToken() {
    if (Date.now() >= this.#tokenUntil) {
      this.#tokenUntil = Date.now() + 12e3;
      this.#token = this.#fetchToken().catch((error) => {
        this.#tokenUntil = 0;
        throw error;
      });
    }
    return this.#token;
  }

  async #fetchToken() {
    const url = this.#attr('token-url');
    const answer = url && (await ask(url, { credentials: 'include', cache: 'no-store' }));
    if (answer && !answer.ok && ![401, 403].includes(answer.status)) throw new Error('token');
    const { token } = answer && answer.status === 200 ? await answer.json() : {};
    this.#tokenUntil = 0;
    if (!token) return null;
    let life = 300;
    try {
      const said = JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
      life = said.exp - said.iat || life;
      this.#sub = said.sub;
    } catch {}
    this.#tokenUntil = Date.now() + life * 800;
    return token;
  }

  /** One call to the Shopper API. Throws with `status` (0: no answer that counts) and `code`. */
  async #api(path, { method, key, body, ms, open } = {}, again = true) {
    const token = !open && !this.#proxy && (await this.#getToken());
    const headers = { Accept: 'application/json' };
    if (token) headers.Authorization = 'Bearer ' + token;
    if (key) headers['Idempotency-Key'] = key;
    if (body) headers['Content-Type'] = 'application/json';
    const answer = await ask(
      (this.#proxy || this.#attr('api')).replace(/\/$/, '') + '/' + path,
      {
        method,
        headers,
        body: body && JSON.stringify(body),
        credentials: this.#proxy ? 'same-origin' : 'omit',
        cache: 'no-store',
      },
      ms
    );
    if (answer.status === 401 && token && again) {
      this.#tokenUntil = 0;
      return this.#api(path, { method, key, body, ms }, false);
    }
    const said = await answer.json().catch(() => null);
    if (answer.ok && said) return said;
    // A 200 that is no JSON (a password page, a hotel's Wi-Fi) is no answer.
    throw Object.assign(new Error(path), {
      status: answer.ok ? 0 : answer.status,
      code: said?.error?.code,
    });
  }

  /** The member, or null for a visitor. */
  async #who() {
    if (this.#proxy ? this.hasAttribute('visitor') : !(await this.#getToken())) return null;
    try {
      return await this.#api('member');
    } catch (error) {
      if (error.status === 401 && (this.#proxy || !(await this.#getToken()))) return null;
      throw error;
    }
  }

  /** Ask again for what is shown. Closed, that is the number on the launcher and nothing else. */
  async refresh() {
    const turn = ++this.#turn;
    const open = this.#dialog?.open;
    try {
      if (!open && this.hasAttribute('visitor')) {
        this.#member = null;
      } else {
        const [member, program, list, page] = await Promise.all([
          this.#who(),
          open &&
            (this.#program ||
              this.#api('program?store=' + encodeURIComponent(this.#attr('store')), { open: true })),
          open && this.#unlessVisitor(() => this.#api('redemptions')),
          open && this.#entries && this.#unlessVisitor(() => this.#api('entries')),
        ]);
        if (turn !== this.#turn) return;
        this.#member = member;
        if (program) this.#program = program;
        if (list) {
          const shown = this.#code(this.#screen.id);
          this.#codes = list.redemptions;
          if (shown && !this.#code(shown.redemption_id)) this.#codes.unshift(shown);
        }
        if (page) [this.#entries, this.#cursor] = [page.entries, page.cursor];
      }
      this.#failed = false;
    } catch {
      if (turn !== this.#turn) return;
      this.#failed = true;
    }
    this.#settled = true;
    this.#render();
    this.#watch();
  }

  /** For lists that only members have: a visitor's refusal is no failure. */
  async #unlessVisitor(call) {
    if (!this.#proxy && !(await this.#getToken())) return null;
    if (this.hasAttribute('visitor')) return null;
    return call().catch((error) => {
      if (error.status !== 401) throw error;
    });
  }

  #code(id) {
    return this.#codes.find((code) => code.redemption_id === id);
  }

  #put(code) {
    const known = this.#code(code.redemption_id);
    if (known) Object.assign(known, code);
    else this.#codes.unshift(code);
  }

  /** While a code is being made or given back, ask how far it is; gently, and only while seen. */
  #watch() {
    clearTimeout(this.#timer);
    if (!this.#dialog?.open || !this.#codes.some(isOpen)) {
      this.#pause = 1200;
      return;
    }
    this.#timer = setTimeout(async () => {
      this.#pause = Math.min(this.#pause * 1.4, 1e4);
      let moved = false;
      for (const code of document.hidden ? [] : this.#codes.filter(isOpen)) {
        const was = code.status;
        try {
          this.#put(await this.#api('redemptions/' + encodeURIComponent(code.redemption_id)));
        } catch {
          continue; // the next round asks again
        }
        if (code.status === was) continue;
        moved = true;
        this.#tell(was, code);
      }
      if (moved) this.refresh();
      else this.#watch();
    }, this.#pause);
  }

  #tell(was, { status, points }) {
    if (status === 'issued' && was === 'held') this.#say('ready');
    else if (status === 'returned') this.#say(was === 'held' ? 'unmade' : 'given', { p: this.#pts(points) });
    else if (status === 'used') this.#say('wasUsed');
  }

  /* ---- what the shopper does ---- */

  open() {
    const { activeElement } = this.#root;
    this.#opener = activeElement || document.activeElement;
    this.#settled = true;
    this.#screen = {};
    this.#said = '';
    this.#render();
    const dialog = this.#dialog;
    if (dialog.open) return;
    if (dialog.showModal) dialog.showModal();
    else dialog.setAttribute('open', '');
    this.#focus('title');
    this.#render();
    this.refresh();
  }

  close() {
    const dialog = this.#dialog;
    if (!dialog) return;
    if (dialog.close) dialog.close();
    else {
      dialog.removeAttribute('open');
      this.#closed();
    }
  }

  #closed() {
    clearTimeout(this.#timer);
    this.#render();
    const back = this.#opener?.isConnected && this.#opener !== document.body ? this.#opener : null;
    (back || this.#root.querySelector('.launcher')).focus();
  }

  #focus(id) {
    (this.#root.getElementById(id) || this.#root.getElementById('title')).focus();
  }

  #go(screen, focus = 'ask') {
    this.#screen = screen;
    this.#said = '';
    this.#render();
    this.#root.querySelector('main').scrollTop = 0;
    this.#focus(focus);
  }

  #say(key, values) {
    this.#said = key && this.#t(key, values);
    this.#render();
  }

  /** Run one action at a time: a second press while the first is under way does nothing. */
  async #act(work) {
    if (this.#busy) return;
    this.#busy = true;
    this.#turn++;
    this.#say('');
    try {
      await work();
    } finally {
      this.#busy = false;
      this.#render();
      this.refresh();
    }
  }

  #slot(reward) {
    return ['regulars', this.#attr('store') || this.#proxy, this.#sub, reward.id].join(':');
  }

  /** Redeem. The key outlives reloads until an answer is final, so one decision is one redemption. */
  #redeem(reward) {
    return this.#act(async () => {
      const slot = this.#slot(reward);
      const key = keep(slot) || uuid();
      keep(slot, key);
      try {
        const code = await this.#api('redemptions', {
          method: 'POST',
          key,
          body: { reward_id: reward.id },
          ms: 3e4,
        });
        keep(slot, null);
        this.#put(code);
        this.#go({ id: code.redemption_id });
        this.#tell('held', code);
      } catch ({ status, code }) {
        if (status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)) {
          keep(slot, null);
          this.#go({}, 'r-' + reward.id);
          this.#say(code === 'insufficient_points' ? 'short' : 'refused');
        } else this.#say('lost');
      }
    });
  }

  #giveBack(code) {
    return this.#act(async () => {
      try {
        this.#put(
          await this.#api(`redemptions/${encodeURIComponent(code.redemption_id)}/return`, {
            method: 'POST',
            ms: 3e4,
          })
        );
        this.#go({}, 'codes');
        this.#tell('returning', code);
      } catch {
        this.#say('refused'); // giving back twice is giving back once: no key needed
      }
    });
  }

  #claim() {
    return this.#act(async () => {
      try {
        await this.#api('claims', { method: 'POST' });
        this.#claimed = true;
        this.#say('claimSent');
      } catch {
        this.#say('refused');
      }
    });
  }

  async #history(more) {
    try {
      const page = await this.#api(
        'entries' + (more ? '?cursor=' + encodeURIComponent(this.#cursor) : '')
      );
      const first = more && this.#entries.length;
      this.#entries = more ? this.#entries.concat(page.entries) : page.entries;
      this.#cursor = page.cursor;
      this.#render();
      if (more) this.#focus('e-' + first);
    } catch {
      this.#say('refused');
    }
  }

  /** In-app browsers have no clipboard: then the code is selected, ready for the shopper's own copy. */
  async #copy(id) {
    const input = this.#root.getElementById(id);
    let done = false;
    try {
      await navigator.clipboard.writeText(input.value);
      done = true;
    } catch {
      input.focus();
      input.select();
      input.setSelectionRange(0, 99);
      try {
        done = document.execCommand('copy');
      } catch {}
    }
    this.#say(done ? 'copied' : 'selected');
  }

  /** Tab stays inside the panel. */
  #tab(event) {
    if (event.key !== 'Tab') return;
    const stops = [
      ...this.#dialog.querySelectorAll('button:not(:disabled),a[href],input,summary'),
    ].filter((el) => el.localName === 'summary' || !el.closest('details:not([open])'));
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    const { activeElement } = this.#root;
    if (activeElement === from || (event.shiftKey && activeElement?.id === 'title')) {
      event.preventDefault();
      to.focus();
    }
  }

  /* ---- words and numbers ---- */

  get #zh() {
    return /^zh/i.test(this.#tag);
  }

  get #tag() {
    return this.#attr('lang') || document.documentElement.lang || 'en';
  }

  /** The locale for Intl: the page's own (en-GB, zh-TW) where its language is one of ours. */
  get #locale() {
    try {
      return Intl.getCanonicalLocales(/^(en|zh-(Hant|TW|HK|MO))/i.test(this.#tag) ? this.#tag : this.#zh ? 'zh-Hant' : 'en')[0];
    } catch {
      return this.#zh ? 'zh-Hant' : 'en';
    }
  }

  #t(key, values = {}) {
    return TEXT[key][+this.#zh].replace(/{(\w)}/g, (_, name) => values[name]);
  }

  #n(number) {
    return new Intl.NumberFormat(this.#locale).format(number);
  }

  #pts(points) {
    return this.#t(points === 1 ? 'point' : 'points', { n: this.#n(points) });
  }

  /** `minor` units (or `major`, a decimal string) of an ISO currency; whole amounts without ".00". */
  #money(currency, minor, major) {
    const style = { style: 'currency', currency };
    const digits = new Intl.NumberFormat('en', style).resolvedOptions().maximumFractionDigits;
    const amount = major === undefined ? minor / 10 ** digits : +major;
    if (Number.isInteger(amount)) style.minimumFractionDigits = style.maximumFractionDigits = 0;
    return new Intl.NumberFormat(this.#locale, style).format(amount);
  }

  /** A day ("2027-05-03") is that day everywhere; a moment is shown in the shopper's time zone. */
  #date(when) {
    const day = /^\d{4}-\d\d-\d\d$/.test(when);
    return new Intl.DateTimeFormat(this.#locale, {
      dateStyle: 'medium',
      timeZone: day ? 'UTC' : undefined,
    }).format(new Date(when));
  }

  #name(thing) {
    const names = thing?.names || {};
    return names[this.#attr('lang')] || names[this.#zh ? 'zh-Hant' : 'en'] || names.en || thing?.name;
  }

  #rewardName(id) {
    return this.#name(this.#program?.rewards.find((reward) => reward.id === id)) || id;
  }

  /* ---- what it looks like ---- */

  /** The shop's colour, with black or white on it, whichever is easier to read (always 4.5:1). */
  #paint() {
    const { style } = this.#root.querySelector('.launcher');
    style.color = this.#attr('color');
    const rgb = style.color && getComputedStyle(this.#root.querySelector('.launcher')).color;
    style.color = '';
    const parts = rgb && rgb.match(/^rgb\((\d+), (\d+), (\d+)\)$/);
    for (const el of [this.#root.querySelector('.launcher'), this.#dialog]) {
      for (const name of ['--c', '--on', '--shade']) el.style.removeProperty(name);
      if (!parts) continue;
      const [r, g, b] = parts.slice(1).map((part) => {
        const v = part / 255;
        return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
      });
      const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b <= 0.18;
      el.style.setProperty('--c', rgb);
      el.style.setProperty('--on', dark ? '#fff' : '#000');
      el.style.setProperty('--shade', dark ? '#0003' : '#ffffff59');
    }
  }

  #render() {
    const points = this.#member?.balance.available;
    const open = !!this.#dialog?.open;
    draw(this.#root, [
      this.#root.querySelector('style') && h('style', { key: 'css' }, CSS),
      h(
        'button',
        {
          class: 'launcher',
          part: 'launcher',
          type: 'button',
          lang: this.#locale,
          'aria-haspopup': 'dialog',
          'aria-expanded': String(open),
          onclick: () => this.open(),
        },
        icon(STAR),
        this.#member && h('span', { class: 'sr' }, this.#t('title') + ': '),
        h('span', { key: 'n' }, this.#member ? this.#pts(points) : this.#t('title'))
      ),
      h(
        'dialog',
        {
          part: 'panel',
          lang: this.#locale,
          'aria-labelledby': 'title',
          'aria-modal': 'true',
          onclose: () => this.#closed(),
          onclick: (event) => event.target === event.currentTarget && this.close(),
          onkeydown: (event) => this.#tab(event),
        },
        h(
          'header',
          null,
          h('h2', { id: 'title', tabindex: '-1' }, this.#t('title')),
          this.#screen.from && this.#btn('back', () => this.#go({}, this.#screen.from), { class: '' }),
          h(
            'button',
            { key: 'x', type: 'button', 'aria-label': this.#t('close'), onclick: () => this.close() },
            icon(CROSS)
          )
        ),
        h('main', { key: this.#screen.ask || this.#screen.id || '', 'aria-busy': String(this.#busy) }, open && this.#body()),
        h('p', { role: 'status', 'aria-live': 'polite' }, this.#said)
      ),
    ]);
    this.#paint();
  }

  #btn(key, onclick, props, values) {
    return h('button', { class: 'btn', type: 'button', key, onclick, ...props }, this.#t(key, values));
  }

  #body() {
    const { ask, reward, id } = this.#screen;
    const code = this.#code(id);
    if (ask === 'redeem') return this.#askRedeem(reward);
    if (ask === 'give') return this.#askGive(code);
    if (code) return h('section', null, h('h4', { id: 'ask', tabindex: '-1' }, this.#rewardName(code.reward_id)), this.#ticket(code, true));
    const known = this.#member !== undefined && this.#program;
    return [
      this.#failed &&
        h(
          'section',
          { key: 'err', class: 'box err' },
          h('p', { role: 'alert' }, this.#t('dead')),
          h('div', { class: 'row' }, this.#btn('retry', () => this.#retry(), { class: 'btn alt' }))
        ),
      !known && !this.#failed && [
        h('p', { class: 'sr' }, this.#t('loading')),
        [150, 70, 70].map((px) => h('div', { class: 'sk', key: px }, h('svg', { height: px }))),
      ],
      known && (this.#member ? this.#home() : this.#visitor()),
    ];
  }

  async #retry() {
    this.#failed = false;
    this.#render();
    this.#focus('title');
    await this.refresh();
  }

  #home() {
    const { balance, tier, progress, expiring, claimable } = this.#member;
    const next = progress?.next;
    const keepUntil = progress?.keep_until;
    const notes = [
      balance.pending > 0 && this.#t('pending', { p: this.#pts(balance.pending) }),
      balance.debt > 0 && this.#t('debt', { p: this.#pts(balance.debt) }),
      ...(expiring || []).map(({ points, on }) => this.#t('ends', { p: this.#pts(points), d: this.#date(on) })),
    ].filter(Boolean);
    const cut = this.#program.rewards.find((reward) => keep(this.#slot(reward)));
    const done = next && Math.max(0, Math.min(100, Math.round(100 - (100 * progress.needed_minor) / next.from_minor)));
    return [
      cut &&
        h(
          'section',
          { key: 'cut', class: 'box' },
          h('p', null, this.#t('cut', { r: this.#name(cut) }) + (this.#zh ? '' : ' ') + this.#t('again')),
          h('div', { class: 'row' }, this.#btn('goOn', () => this.#go({ ask: 'redeem', reward: cut, from: 'title' })))
        ),
      h(
        'section',
        { key: 'hero', class: 'hero' },
        tier && h('span', { class: 'chip' }, this.#name(tier)),
        h('p', { class: 'big' }, this.#n(balance.available)),
        h('p', { key: 'what' }, this.#t('available')),
        next &&
          h(
            'div',
            {
              class: 'bar',
              role: 'progressbar',
              'aria-label': this.#t('progress', { t: this.#name(next) }),
              'aria-valuenow': done,
              'aria-valuemin': 0,
              'aria-valuemax': 100,
            },
            h('i', { width: done + '%' })
          ),
        progress &&
          h(
            'p',
            { key: 'next', class: 'name' },
            next
              ? this.#t('next', { m: this.#money(progress.currency, progress.needed_minor), t: this.#name(next) })
              : this.#t('top')
          ),
        keepUntil && h('small', null, this.#t('keep', { t: this.#name(tier), d: this.#date(keepUntil) }))
      ),
      notes.length > 0 && h('ul', { key: 'notes', class: 'notes' }, notes.map((note) => h('li', { class: 'soft' }, note))),
      claimable &&
        !this.#claimed &&
        h(
          'section',
          { key: 'claim', class: 'box' },
          h('h3', null, this.#t('claim')),
          h('p', { class: 'soft' }, this.#t('claimText')),
          h('div', { class: 'row' }, this.#btn('claimYes', () => this.#claim(), { class: 'btn alt', 'aria-disabled': String(this.#busy) }))
        ),
      this.#rewards(balance.available),
      this.#codes.length > 0 &&
        h(
          'section',
          { key: 'codes' },
          h('h3', { id: 'codes', tabindex: '-1' }, this.#t('codes')),
          this.#codes.map((code) => this.#ticket(code))
        ),
      h(
        'details',
        { key: 'history', ontoggle: (event) => event.target.open && !this.#entries && this.#history() },
        h('summary', null, this.#t('history')),
        h('div', { class: 'in col' }, this.#list())
      ),
      this.#ways(),
    ];
  }

  #visitor() {
    const link = (key, url, look) => url && h('a', { key, class: 'btn ' + look, href: url }, this.#t(key));
    return [
      h(
        'section',
        { key: 'invite', class: 'box' },
        h('h4', null, this.#t('invite')),
        h('p', null, this.#t('inviteText')),
        h('div', { class: 'row' }, link('join', this.#attr('join-url'), ''), link('signIn', this.#attr('sign-in-url'), 'alt'))
      ),
      this.#rewards(),
      this.#ways(true),
    ];
  }

  /** The rewards; `available` is undefined for a visitor, who sees what they cost. */
  #rewards(available) {
    const { rewards } = this.#program;
    return h(
      'section',
      { key: 'rewards' },
      h('h3', null, this.#t(available === undefined ? 'visitorRewards' : 'rewards')),
      !rewards.length && h('p', { class: 'soft' }, this.#t('noRewards')),
      h(
        'ul',
        { class: 'list' },
        rewards.map((reward) => {
          const name = this.#name(reward);
          const missing = reward.points - available;
          const label = missing > 0 ? this.#t('missing', { p: this.#pts(missing) }) : this.#t('redeem');
          const id = 'r-' + reward.id;
          return h(
            'li',
            { key: reward.id },
            h('div', null, h('p', { class: 'name' }, name), h('small', null, this.#pts(reward.points))),
            available !== undefined &&
              h(
                'button',
                {
                  id,
                  type: 'button',
                  class: 'btn',
                  disabled: missing > 0,
                  'aria-label': label + (this.#zh ? '：' : ': ') + name,
                  onclick: () => this.#go({ ask: 'redeem', reward, from: id }),
                },
                label
              )
          );
        })
      )
    );
  }

  #askRedeem(reward) {
    const use = { p: this.#pts(reward.points), q: this.#pts(Math.max(0, this.#member.balance.available - reward.points)) };
    return h(
      'section',
      null,
      h('h4', { id: 'ask', tabindex: '-1' }, this.#t('ask', { r: this.#name(reward) })),
      h('p', null, this.#t(keep(this.#slot(reward)) && !this.#busy ? 'again' : 'askText', use)),
      this.#choice('use', () => this.#redeem(reward), use)
    );
  }

  #askGive(code) {
    const what = { r: this.#rewardName(code.reward_id), c: code.code, p: this.#pts(code.points) };
    return h(
      'section',
      null,
      h('h4', { id: 'ask', tabindex: '-1' }, this.#t('giveAsk', what)),
      h('p', null, this.#t('giveText', what)),
      this.#choice('giveYes', () => this.#giveBack(code))
    );
  }

  /** Yes and cancel. Busy, "yes" stays focusable and says so; #act ignores further presses. */
  #choice(key, yes, values) {
    return h(
      'div',
      { class: 'row' },
      h(
        'button',
        { id: 'yes', key: 'yes', class: 'btn', type: 'button', 'aria-disabled': String(this.#busy), onclick: yes },
        this.#busy ? this.#t('wait') : this.#t(key, values)
      ),
      !this.#busy && this.#btn('cancel', () => this.#go({}, this.#screen.from), { class: 'btn alt' })
    );
  }

  #ticket(code, alone) {
    const { redemption_id: id, status, expires_at: until } = code;
    const name = this.#rewardName(code.reward_id);
    if (status !== 'issued')
      return h(
        'div',
        { key: id, class: 'box col' },
        !alone && h('p', { class: 'name' }, name),
        h('p', { class: 'soft' }, alone && status === 'held' ? this.#t('making') : (TEXT[status] ? this.#t(status) : status))
      );
    return h(
      'div',
      { key: id, class: 'ticket col' },
      h(
        'div',
        { class: 'top' },
        h('p', { class: 'name' }, alone ? this.#t('code') : name),
        until && h('small', null, this.#t('valid', { d: this.#date(until) }))
      ),
      h(
        'div',
        { class: 'row' },
        h('input', { id: 'c-' + id, readonly: true, value: code.code, size: 1, 'aria-label': `${this.#t('code')}: ${name}`, onfocus: (event) => event.target.select() }),
        this.#btn('copy', () => this.#copy('c-' + id), { 'aria-label': `${this.#t('copy')}: ${name} ${code.code}` })
      ),
      alone
        ? h('p', { class: 'soft' }, this.#t('enter'))
        : h(
            'div',
            { class: 'row' },
            this.#btn('give', () => this.#go({ ask: 'give', id, from: 'b-' + id }), {
              id: 'b-' + id,
              class: 'btn alt',
              'aria-label': `${this.#t('give')}: ${name} ${code.code}`,
            })
          )
    );
  }

  #list() {
    if (!this.#entries) return h('p', { class: 'soft' }, this.#t('loading'));
    if (!this.#entries.length) return h('p', { class: 'soft' }, this.#t('nothing'));
    return [
      h(
        'ul',
        { class: 'list' },
        this.#entries.map((entry, i) => {
          // An entry moves points that can be used, or points still pending, or turns one into the other.
          const waits = entry.pending === true || (!entry.points && entry.pending);
          const points = entry.points || +entry.pending || 0;
          const text = entry.why?.text || {};
          return h(
            'li',
            { key: entry.id, id: 'e-' + i, tabindex: '-1' },
            h(
              'div',
              null,
              h('p', null, text[this.#attr('lang')] || text[this.#zh ? 'zh-Hant' : 'en'] || text.en || entry.kind),
              h('small', null, this.#date(entry.at))
            ),
            h(
              'p',
              { class: 'num' },
              (points > 0 ? '+' : '') + this.#n(points).replace('-', '−'),
              waits && h('small', null, this.#t('waiting'))
            )
          );
        })
      ),
      this.#cursor && this.#btn('more', () => this.#history(true), { class: 'btn alt' }),
    ];
  }

  #ways(open) {
    const { earning, tiers, currency } = this.#program;
    return h(
      'details',
      { key: 'ways', open },
      h('summary', null, this.#t('earn')),
      h(
        'ul',
        { class: 'in ways' },
        earning.map((rule) =>
          rule.kind === 'per_amount'
            ? h('li', null, this.#t('rate', { p: this.#pts(rule.points), m: this.#money(rule.currency || currency, 0, rule.per) }))
            : this.#name(rule) && h('li', null, this.#name(rule))
        ),
        tiers.map((tier) =>
          h(
            'li',
            null,
            this.#t(tier.from_minor > 0 ? 'tierFrom' : 'tier', {
              t: this.#name(tier),
              x: this.#n(tier.multiplier),
              m: this.#money(currency, tier.from_minor),
            })
          )
        )
      )
    );
  }
}

if (!customElements.get('regulars-widget')) customElements.define('regulars-widget', RegularsWidget);
