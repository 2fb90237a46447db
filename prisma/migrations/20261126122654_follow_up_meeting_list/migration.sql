-- AlterTable
ALTER TABLE "follow_up" ADD COLUMN     "meetingListOn" TEXT;

-- CreateIndex
CREATE INDEX "follow_up_meetingListOn_idx" ON "follow_up"("meetingListOn");
