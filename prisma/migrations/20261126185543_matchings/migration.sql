-- CreateTable
CREATE TABLE "matching" (
    "id" SERIAL NOT NULL,
    "schemeId" TEXT NOT NULL,
    "schemeVersion" INTEGER NOT NULL,
    "inputHash" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "result" JSONB NOT NULL,
    "summary" JSONB NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "matching_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "matching_decision" (
    "matchingId" INTEGER NOT NULL,
    "proposal" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "needKey" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "commandId" TEXT NOT NULL,
    "sent" JSONB,
    "placementId" TEXT,
    "reason" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "matching_decision_pkey" PRIMARY KEY ("matchingId","proposal")
);

-- CreateIndex
CREATE INDEX "matching_decision_needKey_idx" ON "matching_decision"("needKey");

-- AddForeignKey
ALTER TABLE "matching_decision" ADD CONSTRAINT "matching_decision_matchingId_fkey" FOREIGN KEY ("matchingId") REFERENCES "matching"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
