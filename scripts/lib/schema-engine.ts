import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { oneLine } from './failure.js';

/** Object id of PostgreSQL's internal "char", in which the catalog keeps kinds of constraints; the adapter refuses it. */
const internalChar = 18;
const blankPaddedChar = 1042;
/** What the engine expects such a column to be called: ColumnTypeEnum.Character. */
const characterColumn = 6;

interface QueryResult {
  fields: { name: string; dataTypeID: number }[];
}
interface ResultSet {
  columnTypes: number[];
}
/** The part of the adapter that is not public, on which the two repairs below rest; the version is pinned. */
interface AdapterInside {
  performIO(query: unknown): Promise<QueryResult>;
  queryRaw(query: unknown): Promise<ResultSet>;
}

/** Runs `use` with an engine on the database and the text of a schema, and closes both after it. */
export async function withEngine<T>(
  databaseUrl: string,
  schema: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  // Loaded when it is needed: most starts find nothing to migrate.
  const { SchemaEngine: Engine } = await import('./schema-engine-module.mjs');
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on('error', () => {});
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  let refused: unknown;
  const runScript = async (script: string): Promise<void> => {
    await pool.query(script).catch((error: unknown) => {
      refused = error;
      throw error;
    });
  };
  factory.connect = async () => repaired(await connect(), runScript);
  try {
    const datamodels: [string, string][] = [['schema.prisma', schema]];
    const engine = await Engine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
    try {
      return await use(engine);
    } catch (error) {
      // The engine only says that something outside of it failed, and during which migration.
      const migration = /migration_name="([^"]+)"/.exec(String(error))?.[1];
      throw refused ? new Error(`${migration ?? 'a script'}: ${oneLine(refused)}`) : error;
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

function repaired<Adapter extends object>(adapter: Adapter, runScript: (script: string) => Promise<void>): Adapter {
  const { queryRaw, performIO } = Object.getPrototypeOf(adapter) as AdapterInside;
  return Object.assign(adapter, {
    // The adapter would split a script at every semicolon, also inside the body of a function.
    executeScript: runScript,
    queryRaw: async (query: unknown) => {
      let types: number[] = [];
      const seen = Object.create(adapter, {
        performIO: {
          value: async (io: unknown) => {
            const result = await performIO.call(adapter as unknown as AdapterInside, io);
            types = result.fields.map((field) => field.dataTypeID);
            const fields = result.fields.map((field) =>
              field.dataTypeID === internalChar ? { ...field, name: field.name, dataTypeID: blankPaddedChar } : field,
            );
            return { ...result, fields };
          },
        },
      }) as AdapterInside;
      const set = await queryRaw.call(seen, query);
      return {
        ...set,
        columnTypes: set.columnTypes.map((type, i) => (types[i] === internalChar ? characterColumn : type)),
      };
    },
  });
}
