-- AlterTable
ALTER TABLE "agreement_schedules" ADD COLUMN     "anchor_day" INTEGER;

-- AlterTable
ALTER TABLE "agreements" ADD COLUMN     "month_begun" INTEGER NOT NULL DEFAULT 0;

-- Schedules that were written before have none, and are counted from their next due date as they were.
ALTER TABLE agreement_schedules
  ADD CONSTRAINT agreement_schedules_anchor_day CHECK (anchor_day BETWEEN 1 AND 31);
ALTER TABLE agreements
  ADD CONSTRAINT agreements_month_begun CHECK (month_begun BETWEEN 0 AND 155);
