-- CreateTable
CREATE TABLE "reply" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "mailId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "fromAddress" TEXT NOT NULL,
    "entityId" TEXT NOT NULL,
    "agreementId" TEXT NOT NULL,
    "followUpIds" TEXT[],
    "textId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "pausedUntilAt" TIMESTAMP(3),
    "readAt" TIMESTAMP(3),
    "readBy" TEXT,

    CONSTRAINT "reply_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attendance" (
    "entityId" TEXT NOT NULL,
    "meetingId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "agreementId" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "attendance_pkey" PRIMARY KEY ("entityId","meetingId","personId")
);

-- CreateIndex
CREATE INDEX "reply_agreementId_idx" ON "reply"("agreementId");

-- CreateIndex
CREATE INDEX "reply_personId_pausedUntilAt_idx" ON "reply"("personId", "pausedUntilAt");

-- CreateIndex
CREATE INDEX "reply_mailId_idx" ON "reply"("mailId");

-- CreateIndex
CREATE INDEX "attendance_agreementId_idx" ON "attendance"("agreementId");
