-- AlterTable
ALTER TABLE "link" ADD COLUMN     "codeCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "codeTries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "realClaimedAt" TIMESTAMP(3),
ADD COLUMN     "realCodeSentAt" TIMESTAMP(3),
ADD COLUMN     "usedBy" TEXT;

-- AlterTable
ALTER TABLE "mail" DROP COLUMN "nextTryAt",
DROP COLUMN "notAfterAt",
ADD COLUMN     "ambiguousCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "realBodyLeftAt" TIMESTAMP(3),
ADD COLUMN     "realFirstTryAt" TIMESTAMP(3),
ADD COLUMN     "realNextTryAt" TIMESTAMP(3),
ADD COLUMN     "voice" TEXT NOT NULL DEFAULT 'ours';

-- AlterTable
ALTER TABLE "notice" ADD COLUMN     "relay" JSONB;

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "refusedEmail" TEXT,
ADD COLUMN     "remindersOffAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "link_mailId_idx" ON "link"("mailId");
