/**
 * What a member is told, to the letter (AG-04 to AG-10). The source has no sentence of its own for those to whom the link is not shown
 * (AG-03); its sentence for all who do not qualify is used.
 */
const DOES_NOT_QUALIFY = 'The member does not qualify. You must perform a renewal or rewrite instead.';

export const MESSAGES = {
  'upgrade-downgrade-off': 'Upgrade/Downgrade is not turned on for this club.',
  'agreement-club-managed': DOES_NOT_QUALIFY,
  'agreement-canceled': DOES_NOT_QUALIFY,
  'agreement-expired': DOES_NOT_QUALIFY,
  'agreement-inactive': DOES_NOT_QUALIFY,
  'agreement-return-for-collection': DOES_NOT_QUALIFY,
  'agreement-cash-open': DOES_NOT_QUALIFY,
  'agreement-past-due-and-pending-cancel':
    'Upgrade/Downgrade could not be performed because the member is currently past due. Member is pending cancel and cannot be upgraded/downgraded.',
  'agreement-past-due': 'Upgrade/Downgrade could not be performed because the member is currently past due.',
  'agreement-pending-cancel': 'Member is pending cancel and cannot be upgraded/downgraded.',
  'agreement-frequencies-differ':
    'This member is not eligible for an Upgrade/Downgrade because the members schedules have different billing frequencies.',
  'agreement-invalid':
    'Upgrade/Downgrade is not available for this member. A rewrite must be performed in order to change this agreement.',
  'agreement-freeze-unconfirmed':
    'This member currently has a freeze on their account. Completing the Upgrade/Downgrade will remove the freeze. Are you sure you want to continue?',
} as const;

export type ReasonCode = keyof typeof MESSAGES;
