-- AlterTable
ALTER TABLE "follow_up" ADD COLUMN     "untakenSinceOn" TEXT;

-- AlterTable
ALTER TABLE "post" ADD COLUMN     "officePostId" TEXT;

-- CreateTable
CREATE TABLE "succession" (
    "id" SERIAL NOT NULL,
    "postId" TEXT NOT NULL,
    "fromPersonId" TEXT,
    "toPersonId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "toldAt" TIMESTAMP(3),

    CONSTRAINT "succession_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "succession_toldAt_idx" ON "succession"("toldAt");

-- CreateIndex
CREATE INDEX "succession_postId_idx" ON "succession"("postId");

-- CreateIndex
CREATE INDEX "follow_up_untakenSinceOn_idx" ON "follow_up"("untakenSinceOn");

-- AddForeignKey
ALTER TABLE "succession" ADD CONSTRAINT "succession_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
