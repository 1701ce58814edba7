import { home } from './home.js';
import { STYLE } from './style.js';

/** The panel of a widget, with what the launcher gives (`kit`). */
export function panel(kit) {
  const { root, attr, find, s, api, keep, slot, words, load, set, seen } = kit;
  Object.assign(s, {
    failed: false,
    busy: false,
    codes: [],
    guest: undefined, // what a guest's own orders have earned
    room: undefined, // {name, from, data, is}: the room entered, `is` once it is loaded
    said: '',
  });
  let opener;
  kit.style(STYLE);

  const focus = (id) => (find(id) || find('title')).focus();

  /** Draws; what had the focus may be gone: then it goes to the title, not to the page behind. */
  function show(news) {
    const held = root.activeElement;
    set(news);
    if (held && !root.activeElement && s.open) focus();
  }

  /** Ask again for all that is shown. */
  async function refresh() {
    const mine = ++s.turn;
    const news = { failed: false };
    let member;
    try {
      const store = 'program?store=' + encodeURIComponent(attr('store'));
      const list = () => api.call('redemptions');
      let codes;
      [member, news.program, codes] = await Promise.all([
        api.member(),
        s.program || api.call(store, { anyone: true }),
        s.member && list().catch(() => {}), // whoever has signed out meanwhile has none
      ]);
      if (member) news.codes = (codes || (await list())).redemptions;
      else if (api.guest) news.guest = await api.call('guest').catch(() => {});
    } catch {
      member = undefined;
      news.failed = true;
    }
    if (mine !== s.turn) return;
    if (member === null && s.member) Object.assign(news, { room: undefined, codes: [] });
    Object.assign(s, news);
    if (member !== undefined) seen(member);
    try {
      await s.room?.is?.load?.();
    } catch {
      s.failed = true;
    }
    show();
  }

  /** What a press does; rooms get it too. */
  const act = {
    ...kit,
    show,
    refresh,
    focus,

    /** Enters a room; going back, the focus is on the element with id `from`. */
    async go(name, data = {}, from) {
      const room = { name, data, from };
      show({ room, said: '', failed: false });
      find('main').scrollTop = 0;
      focus('title');
      try {
        const [{ inside }, made] = await Promise.all([load('inside'), load('room-' + name)]);
        const is = await made.room(inside(act, room, made.WORDS));
        await is.load?.();
        room.is = is;
      } catch {
        room.failed = true;
      }
      if (s.room === room) show();
    },

    /** Back to the panel's first view. */
    back(from = s.room.from) {
      const { name, data: { up } } = s.room;
      show({ room: undefined, said: '' });
      if (up) act.go(up, {}, from).then(() => focus('to-' + name));
      else focus(from);
    },

    close: () => s.open && find('panel').close(),

    closed() {
      set({ open: false });
      (opener !== document.body && opener?.isConnected ? opener : find('launcher')).focus();
    },

    retry() {
      show({ failed: false });
      if (s.room) act.go(s.room.name, s.room.data, s.room.from);
      refresh();
    },

    /** Whether redeeming this reward began in this tab and never had a final answer. */
    begun: (reward) => keep(slot(`${api.sub}:${reward.id}`)),
  };
  addEventListener('online', () => s.open && refresh());
  addEventListener('offline', () => s.open && show());

  return {
    refresh,
    close: act.close,

    /** What there is to draw, beside the launcher. */
    view: (words) => home(act, words),

    open(from) {
      opener = from;
      set({ open: true, room: undefined, said: '', failed: false });
      find('panel').showModal();
      focus();
      refresh();
    },

    stop() {
      act.close();
      s.turn++;
    },
  };
}
