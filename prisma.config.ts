import { defineConfig } from 'prisma/config';

// For people who use Prisma's own command line; the project's scripts need only the paths.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
