-- AlterTable
ALTER TABLE "event" ADD COLUMN     "notify" JSONB;
