import { z } from 'zod';

/** Ids are opaque: a readable prefix and a time-ordered UUID. */
export const idSchema = z.string().min(1).max(100).meta({ description: 'Opaque id' });

export const nameSchema = z.string().trim().min(1).max(200);

/** The path `/{id}`. */
export const idParams = z.object({ id: idSchema });

/** An amount or a price on the wire: a decimal string, always with all decimals of its currency. */
export const amountText = z.string().meta({ description: 'Decimal string', example: '12.50' });

export const moneyText = z
  .strictObject({ amount: amountText, currency: z.string().meta({ example: 'USD' }) })
  .meta({ id: 'Money' });

export const dateText = z.iso.date();
export const instantText = z.iso.datetime();
