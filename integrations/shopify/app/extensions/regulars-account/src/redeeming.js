/**
 * Redeems, and says how it ended, as a key of the texts.
 *
 * The key of the decision is kept until an answer is final: a shopper who tries again after a lost
 * answer, also after a reload, goes on with the same redemption, and points are taken once. Another
 * amount is another decision.
 */
export async function redeem(api, storage, reward, points) {
  const slot = `redeem:${reward.id}:${points}`;
  try {
    const key = (await storage.read(slot)) ?? crypto.randomUUID();
    await storage.write(slot, key);
    const body = reward.kind === 'amount' ? { reward_id: reward.id, points } : { reward_id: reward.id };
    const made = await api.call('redemptions', { key, body });
    await storage.delete(slot);
    return made.status === 'held' ? 'held' : 'ready';
  } catch ({ status, code }) {
    const final = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
    if (!final) return 'lost';
    await storage.delete(slot);
    return code === 'insufficient_points' ? 'short' : 'refused';
  }
}

/** Asks again for what is under way, less and less often; returns what stops it. */
export function settle(refresh) {
  let timer;
  const wait = (pause) => {
    timer = setTimeout(async () => {
      await refresh();
      wait(Math.min(pause * 1.5, 15e3));
    }, pause);
  };
  wait(1500);
  return () => clearTimeout(timer);
}
