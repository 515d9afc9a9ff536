-- AlterTable
ALTER TABLE "webhook_deliveries" ADD COLUMN     "first_attempt" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "disabled_at" TIMESTAMPTZ(3);

-- A message that is under way again began anew after the try that ended it before: answered with 2xx or 410, or the tenth.
UPDATE webhook_deliveries delivery SET first_attempt = ended.tries
FROM (SELECT organization_id, id, max(place)::int AS tries
  FROM webhook_deliveries, jsonb_array_elements(log) WITH ORDINALITY AS tried (try, place)
  WHERE state = 'waiting' AND ((try ->> 'status')::int BETWEEN 200 AND 299 OR (try ->> 'status')::int = 410 OR place % 10 = 0)
  GROUP BY organization_id, id) ended
WHERE delivery.organization_id = ended.organization_id AND delivery.id = ended.id;

ALTER TABLE webhook_deliveries
  ADD CONSTRAINT webhook_deliveries_first_attempt CHECK (first_attempt BETWEEN 0 AND attempts);
