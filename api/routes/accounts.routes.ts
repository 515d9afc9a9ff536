import { z } from 'zod';
import { inTransaction } from '../../prisma/client.js';
import { createAccount, editAccount, findAccount, listAccounts } from '../../prisma/stores/accounts.store.js';
import { refuseForeignAccount } from '../context.js';
import { createOnce } from '../create-once.js';
import { found } from '../found.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { accountView } from '../views/account.view.js';
import { accountEditSchema, accountSchema, newAccountSchema } from './accounts.schema.js';
import { idParams } from './fields.schema.js';

const tags = ['Accounts'];

const postAccount = defineRoute({
  method: 'post',
  path: '/v1/accounts',
  operationId: 'createAccount',
  summary: 'Create an account',
  tags,
  roles: ['admin', 'agent'],
  idempotent: true,
  body: newAccountSchema,
  answers: { 201: { description: 'The account', schema: accountSchema } },
  handle: ({ deps, claim, context, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      const account = await createAccount(tx, { organizationId: context.organizationId, ...body });
      return { answer: { status: 201 as const, body: accountView(account) } };
    }),
});

const getAccounts = defineRoute({
  method: 'get',
  path: '/v1/accounts',
  operationId: 'listAccounts',
  summary: 'List the accounts, or look a customer up by name or telephone number',
  tags,
  roles: ['admin', 'agent', 'shop'],
  idempotent: false,
  query: z.strictObject({
    name: z.string().trim().min(1).max(200).optional().meta({ description: 'A part of the name, in any case' }),
    phone: z
      .string()
      .trim()
      .min(3)
      .max(40)
      .optional()
      .meta({ description: 'A telephone number as it is said, or its last digits' }),
    ...pageQuery,
  }),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(accountSchema) } },
  handle: async ({ deps, context, query }) => {
    const { data, nextCursor } = await listAccounts(deps.prisma, context.organizationId, query);
    return { status: 200, body: { data: data.map(accountView), nextCursor } };
  },
});

const getAccount = defineRoute({
  method: 'get',
  path: '/v1/accounts/:id',
  operationId: 'getAccount',
  summary: 'Show an account',
  tags,
  roles: ['admin', 'agent', 'client', 'shop'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The account', schema: accountSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    refuseForeignAccount(context, id);
    const account = found(await findAccount(deps.prisma, context.organizationId, id), 'account', id);
    return { status: 200, body: accountView(account) };
  },
});

const patchAccount = defineRoute({
  method: 'patch',
  path: '/v1/accounts/:id',
  operationId: 'editAccount',
  summary:
    'Edit an account: its name, e-mail address, telephone number, bill day, client group, how its credit is used, or whether it is blocked',
  tags,
  roles: ['admin', 'agent'],
  idempotent: false,
  params: idParams,
  body: accountEditSchema,
  answers: { 200: { description: 'The account', schema: accountSchema } },
  handle: async ({ deps, context, params: { id }, body }) => {
    const account = await inTransaction(deps.prisma, (tx) => editAccount(tx, context.organizationId, id, body));
    return { status: 200, body: accountView(account) };
  },
});

export const accountRoutes: readonly Route[] = [postAccount, getAccounts, getAccount, patchAccount];
