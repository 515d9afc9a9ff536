import { describe, expect, it } from 'vitest';
import {
  PRORATION_PROFILES,
  prorationProfileNameSchema,
  prorationProfileSchema,
  resolveProfile,
} from '../../../domain/proration/profile.js';

describe('a proration profile', () => {
  it('has four knobs on the wire; the cap and the net are the defaults of the other two', () => {
    const knobs = { unit: 'day', denominator: { fixedDays: 30 }, changeDay: 'new', rounding: 'line' };
    expect(prorationProfileSchema.parse(knobs)).toEqual({ ...knobs, cap: 'charged', options: 'net' });
    for (const missing of Object.keys(knobs)) {
      expect(prorationProfileSchema.safeParse({ ...knobs, [missing]: undefined }).success).toBe(false);
    }
    expect(prorationProfileSchema.safeParse({ ...knobs, denominator: { fixedDays: 0 } }).success).toBe(false);
  });

  it.each(Object.entries(PRORATION_PROFILES))('named %s is one of its own kind', (name, profile) => {
    expect(prorationProfileSchema.parse(profile)).toEqual(profile);
    expect(resolveProfile(prorationProfileNameSchema.parse(name))).toBe(profile);
    expect(resolveProfile(profile)).toBe(profile);
  });
});
