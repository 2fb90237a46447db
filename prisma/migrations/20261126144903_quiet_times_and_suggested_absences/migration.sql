-- AlterTable
ALTER TABLE "person" ADD COLUMN     "quietTimes" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "reply" ADD COLUMN     "absenceId" INTEGER,
ADD COLUMN     "awayFromOn" TEXT,
ADD COLUMN     "awayToOn" TEXT;

-- CreateIndex
CREATE INDEX "reply_kind_readAt_idx" ON "reply"("kind", "readAt");
