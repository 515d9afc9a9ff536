-- CreateTable
CREATE TABLE "imports" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "rows" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "existing" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "errors" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "imports_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "import_references" (
    "organization_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "import_references_pkey" PRIMARY KEY ("organization_id","kind","reference")
);

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_references" ADD CONSTRAINT "import_references_organization_id_import_id_fkey" FOREIGN KEY ("organization_id", "import_id") REFERENCES "imports"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on by hand: what the schema language cannot say. Each of these is tested by what it refuses.

ALTER TABLE imports
  ADD CONSTRAINT imports_kind CHECK (kind IN ('accounts', 'plans', 'subscriptions', 'agreements')),
  ADD CONSTRAINT imports_counts CHECK (created >= 0 AND existing >= 0 AND rejected >= 0 AND rows = created + existing + rejected);

ALTER TABLE import_references
  ADD CONSTRAINT import_references_kind CHECK (kind IN ('accounts', 'plans', 'subscriptions', 'agreements'));

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON import_references EXECUTE FUNCTION refuse_change();
