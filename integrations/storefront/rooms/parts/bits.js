import WORDS from './bits.words.json';
import { STYLE } from './style.js';

const styled = new WeakSet(); // shadow roots

/** What rooms are built of: loaded once, with the first room that asks for it. `kit` is the room's;
    `words()` are said where a part of a room has its own. */
export function bits(kit, words = kit.w) {
  const { h, s, api, attr } = kit;
  if (!styled.has(kit.root)) kit.style(STYLE);
  styled.add(kit.root);

  const w = kit.within('room', WORDS, words);
  const say = (key, values) => w().say(key, values);
  const button = (text, onclick, props, look = '.btn') =>
    h('button' + look, { type: 'button', onclick, ...props }, text);
  let pressed; // the id of the button that was pressed last
  const prefix = () => (attr('proxy') || attr('api')) + '/';
  const store = () => 'store=' + encodeURIComponent(attr('store'));

  const k = {
    h,
    say,
    points: (n) => w().points(n),
    number: (n, options) => w().number(n, options),
    amount: (currency, major) => w().amount(currency, major),
    date: (when) => w().date(when),
    pick: (texts) => w().pick(texts),
    name: (thing) => w().name(thing),
    /** A date or time in a form of one's own. */
    when: (options, at) => new Intl.DateTimeFormat(w().locale, options).format(at),

    /** The reward with this id, by its name. */
    reward: (id) => k.name(s.program.rewards.find((one) => one.id === id) || { name: id }),

    /** What an award gives: points, a reward, or both. */
    gives: ({ points, reward_id: id, reward }) =>
      [points > 0 && '+' + k.points(points), reward ? k.name(reward) : id && k.reward(id)]
        .filter(Boolean)
        .join(' · '),

    soft: (...text) => h('p.soft', ...text),
    row: (...kids) => h('div.row.wide', ...kids),
    button,
    quiet: (text, onclick, props) => button(text, onclick, props, '.btn.alt'),
    /** A press that takes a while says so meanwhile, and keeps the focus. */
    press(text, onclick, { id, ...props }) {
      const waits = s.busy && pressed === id;
      const press = (event) => {
        pressed = id;
        onclick?.(event);
      };
      return button(waits ? say('wait') : text, press, { id, 'aria-disabled': `${waits}`, ...props });
    },
    submit: (text, props) => k.press(text, undefined, { type: 'submit', ...props }),
    link: (text, href, props, look = '.btn.alt') =>
      h('a' + look, { href, target: '_blank', rel: 'noopener', ...props }, text),
    card: (id, ...kids) => h('section.box', { id }, ...kids),
    /** A heading that can take the focus, with a word on how it stands. */
    head: (id, title, tag) =>
      h('div.row.spread', h('h3', { id, tabindex: -1 }, title), tag && h('p.tag', tag)),
    empty: (text) => h('p.empty', text),

    /** A labelled control, with what is wrong with it beneath. */
    field: (label, tag, props, wrong, ...kids) =>
      h(
        'div.field',
        { id: 'f-' + props.id },
        h('label', { for: props.id }, label),
        h(
          tag,
          {
            ...props,
            'aria-invalid': wrong ? 'true' : null,
            'aria-describedby': wrong ? props.id + '-e' : null,
          },
          ...kids
        ),
        k.wrong(props.id, wrong)
      ),
    wrong: (id, text) => text && h('p.bad', { id: id + '-e' }, text),
    option: (value, text, selected) =>
      h('option', { id: 'o' + value, value, selected: selected && '' }, text),
    /** One radio button or check box with its words. */
    choice: (type, name, value, text, checked) =>
      h(
        'label.choice',
        { id: `l-${name}-${value}` },
        h('input', { id: `i-${name}-${value}`, type, name, value: `${value}`, checked: checked && '' }),
        h('span', text)
      ),
    meter: (percent, label, text) =>
      h(
        'div.meter',
        { role: 'progressbar', 'aria-label': label, 'aria-valuenow': percent, 'aria-valuetext': text },
        h('i', { width: percent + '%' })
      ),

    /** A text to copy: where there is no clipboard it is selected. */
    copyable: (id, label, value) =>
      h(
        'div.field',
        { id: 'f-' + id },
        h('label', { for: id }, label),
        h(
          'div.row.tight',
          h('input', { id, readonly: '', value, size: 1, dir: 'ltr' }),
          button(say('copyThis'), () => copy(id), { 'aria-label': `${say('copyThis')}: ${label}` })
        )
      ),

    /** Ways to pass an address on: the share sheet where there is one, LINE and Facebook. */
    share: (id, text, url) =>
      h(
        'div.row.wide',
        { id },
        navigator.share &&
          button(say('share'), () => navigator.share({ text, url }).catch(() => {}), { id: id + '-s' }),
        k.link('LINE', 'https://line.me/R/share?text=' + encodeURIComponent(`${text} ${url}`), {
          id: id + '-l',
          'aria-label': say('shareTo', { s: 'LINE' }),
        }),
        k.link(
          'Facebook',
          'https://www.facebook.com/sharer/sharer.php?u=' + encodeURIComponent(url),
          { id: id + '-f', 'aria-label': say('shareTo', { s: 'Facebook' }) }
        )
      ),

    tell: (key, values) => kit.tell(say(key, values)),

    /** Draws, then lays the focus on the element with this id. */
    to(id) {
      kit.show();
      kit.focus(id);
    },

    /** One deed at a time. What the back end says of a refusal is said in its words, unless
        `refused` deals with it and answers true. */
    once: (work, refused) =>
      kit.once(work, (error) => {
        if (!refused?.(error)) kit.tell(k.reason(error));
      }),

    reason: ({ status, details }) =>
      k.pick(details?.text) || say(status === 401 ? 'signedOut' : k.final({ status }) ? 'refused' : 'unheard'),

    /** Whether an answer is the last word: all else may have taken effect, or not yet. */
    final: ({ status }) => status >= 400 && status < 500 && !/401|408|42[59]/.test(status),

    get: (path) => api.call(path),
    /** What anybody may see. */
    open: (path) => api.call(`${path}?${store()}`, { anyone: true }),
    /** What may be done twice and is done once. */
    post: (path, body) => api.call(path, { body }),

    /** POST under a key that outlives reloads until the answer is final: one decision, one deed.
        `what` names the decision. */
    async send(path, body, what) {
      const slot = kit.slot(`${api.sub}:${what}`);
      const key = kit.keep(slot) || kit.uuid();
      kit.keep(slot, key);
      try {
        const made = await api.call(path, { key, body });
        kit.keep(slot, null);
        return made;
      } catch (error) {
        if (k.final(error)) kit.keep(slot, null);
        throw error;
      }
    },

    /** The address of what the API shows to anybody. */
    address: (path) => prefix() + path + (path.includes('?') ? '&' : '?') + store(),
  };

  /** In-app browsers have no clipboard: then the text is selected for the shopper's own copy. */
  async function copy(id) {
    const input = kit.find(id);
    try {
      await navigator.clipboard.writeText(input.value);
      k.tell('copiedThis');
    } catch {
      input.focus();
      input.setSelectionRange(0, 999);
      k.tell('selectedThis');
    }
  }

  return k;
}
