/** What a test card does on the sandbox's page. */
export type CardBehaviour = 'paid' | 'declined' | 'slow' | 'twice' | 'refunded-later';

export interface TestCard {
  readonly number: string;
  readonly behaviour: CardBehaviour;
  /** For people, on the page. */
  readonly does: string;
}

export const TEST_CARDS: readonly TestCard[] = [
  { number: '4242 4242 4242 4242', behaviour: 'paid', does: 'pays' },
  { number: '4000 0000 0000 0002', behaviour: 'declined', does: 'is declined' },
  { number: '4000 0000 0000 0077', behaviour: 'slow', does: 'pays, and the webhook comes ten seconds later' },
  { number: '4000 0000 0000 2222', behaviour: 'twice', does: 'pays, and tells of it by two events, one of them twice' },
  { number: '4000 0000 0000 5126', behaviour: 'refunded-later', does: 'pays, and is refunded ten seconds later' },
];

/** How long what comes later takes. */
export const LATER_MS = 10_000;

/** Tells what a card does, however its number is spaced; null for one that is none of the test cards. */
export function behaviourOf(number: string): CardBehaviour | null {
  const digits = number.replace(/[\s-]/g, '');
  return TEST_CARDS.find((card) => card.number.replaceAll(' ', '') === digits)?.behaviour ?? null;
}
