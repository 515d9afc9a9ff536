import { describe, expect, it } from 'vitest';
import { TimeOracle } from '../../oracle/payg.js';
import { PaygStory } from '../../support/payg-story.js';

const HOUR_MS = 3_600_000;

describe('ten years of an account that pays as it goes', () => {
  it('are to the second and the cent what an oracle says, with nothing left behind', () => {
    const story = new PaygStory('12:00', { paths: [] });
    const oracle = new TimeOracle('10.00');
    const begin = Date.parse(story.now);
    let state = 7;
    const next = (most: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % most;
    };
    let payments = 0;
    while (Date.parse(story.now) - begin < 3_652 * 24 * HOUR_MS) {
      const cents = 500 + next(6_000);
      story.pay(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);
      oracle.buy(BigInt(cents));
      payments += 1;
      const seconds = 3_600 * (1 + next(24 * 7));
      story.advanceTo(new Date(Date.parse(story.now) + seconds * 1_000).toISOString());
      oracle.pass(BigInt(seconds));
      expect([BigInt(story.secondsLeft()), story.timeLeft()]).toEqual([oracle.secondsLeft(), oracle.valueLeft()]);
      // What is used up and posted is no longer carried along: the snapshot does not grow with the years.
      expect(story.service().lots.length).toBeLessThan(60);
    }
    expect(payments).toBeGreaterThan(800);
    const bought = story.transactions().reduce((sum, it) => sum + it.seconds, 0);
    const on = story.service().spans.reduce((sum, it) => sum + Date.parse(it.to) - Date.parse(it.from), 0);
    expect(on).toBe(bought * 1_000);
  });
});
