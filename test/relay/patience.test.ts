import { describe, expect, it } from 'vitest';
import { createPatience } from '../../relay/patience.js';

describe('the patience of the reconciler', () => {
  it('leaves a workflow that was poked alone for 4 s, then for twice as long each time, up to a minute', () => {
    const patience = createPatience();
    const waits: number[] = [];
    let now = 0;
    for (let poke = 0; poke < 7; poke += 1) {
      patience.poked('w', now);
      const begun = now;
      while (patience.waitingFor(now).includes('w')) now += 1_000;
      waits.push((now - begun) / 1_000);
    }
    expect(waits).toEqual([4, 8, 16, 32, 60, 60, 60]);
  });

  it('gives a thousand that are overdue at once the time that so many take: a second poke is not needed, and costs what the work needs', () => {
    const patience = createPatience();
    for (let n = 0; n < 1_000; n += 1) patience.poked(`w${n}`, 0);
    expect(patience.waitingFor(4_000)).toHaveLength(999);
    expect(patience.waitingFor(4_000 + 100 * 50)).toHaveLength(899);
    expect(patience.waitingFor(59_999)).toHaveLength(0);
  });

  it('forgets one that was not overdue again', () => {
    const patience = createPatience();
    patience.poked('w', 0);
    expect(patience.waitingFor(60_000)).toEqual([]);
    patience.poked('w', 60_000);
    expect(patience.waitingFor(63_999)).toEqual(['w']);
    expect(patience.waitingFor(64_000)).toEqual([]);
  });
});
